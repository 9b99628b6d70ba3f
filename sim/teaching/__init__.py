"""What somebody who writes a rule is helped with: a first file, a doctor, typical situations, a list of the others."""

from sim.teaching.situations import HEAD, LEAD, MEMBER, answer_of

__all__ = ["HEAD", "LEAD", "MEMBER", "answer_of"]
