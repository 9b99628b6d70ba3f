"""What stands in the figures of experiments: their questions, their cases and how to read them. English, French."""

from __future__ import annotations

BOTH = {
    "answer_shocks": ("Which form is better as shocks become frequent?", "Quelle forme quand les chocs se répètent ?"),
    "answer_clarity_trust_shocks": (
        "Does the form that is ahead change with clear roles, with trust, with shocks?",
        "La forme qui devance change-t-elle avec la clarté des rôles, la confiance, les chocs ?",
    ),
    "answer_contingency": (
        "Over how often and how hard shocks strike: where is each form better?",
        "Selon la fréquence et la taille des chocs : où chaque forme est-elle meilleure ?",
    ),
    "answer_dials": (
        "Which dials does each outcome hang on, alone and together?",
        "De quels curseurs dépend chaque mesure, seuls et ensemble ?",
    ),
    "answer_delegation_corners": (
        "Is delegation good in itself, or only with clear roles, trust and circles?",
        "Déléguer suffit-il, ou faut-il rôles clairs, confiance et cercles ?",
    ),
    "answer_span_depth": (
        "Flat or tall: what does height cost, and whom does a wide span wear out?",
        "Plate ou haute : que coûte la hauteur, et qui s'use quand l'équipe est large ?",
    ),
    "answer_interdependence": (
        "As more issues touch another team, does the pyramid fall behind?",
        "Plus les dossiers touchent d'autres équipes, plus la pyramide est-elle dépassée ?",
    ),
    "answer_customer_experience": (
        "What do customers live: delay, contradictions, repeats, fresh starts?",
        "Que vit le client : attente, contradictions, répétitions, reprises à zéro ?",
    ),
    "answer_interventions": (
        "What remains of each intervention of the coach once it is over?",
        "Que reste-t-il de chaque intervention du coach, une fois finie ?",
    ),
    "answer_managers_community": (
        "Managers linked across teams: how many minutes, built in or added?",
        "Relier les managers : combien de minutes, intégrées ou ajoutées ?",
    ),
    "answer_core": (
        "Clarity, ownership, resilience, empathy: each alone, and all four?",
        "Clarté, appropriation, résilience, empathie : chacune seule, et les quatre ?",
    ),
    "answer_alliance": (
        "An alliance contested by a few: what keeps it moving?",
        "Une alliance contestée par quelques-uns : qu'est-ce qui la tient en marche ?",
    ),
    "answer_executive": (
        "From expert to executive: how much steering, and how well supported?",
        "De l'expert au dirigeant : combien de pilotage, et quel soutien ?",
    ),
    "answer_in_decision_lead": ("Speed", "la vitesse"),
    "answer_in_fit": ("Fit of decisions", "les décisions qui tiennent"),
    "answer_in_alignment": ("Alignment", "l'alignement"),
    "answer_in_burnout_50": ("Burnout", "les épisodes d'alerte"),
    "fig_finding_turns": (
        "{outcome} turns most: ahead at {low}, {first}; at {high}, {last} ({factor})",
        "Ce qui tourne le plus, {outcome} : devant à {low}, {first} ; à {high}, {last} ({factor})",
    ),
    "fig_finding_same": (
        "{outcome} moves most, but {last} is ahead at {low} as at {high} ({factor})",
        "Ce qui bouge le plus, {outcome} : devant à {low} comme à {high}, {last} ({factor})",
    ),
    "fig_nobody": ("nobody", "aucune"),
    "fig_is_better": ("{form} better", "{form} : mieux"),
    "fig_towards": ("better: ◂ {first} · {last} ▸", "mieux : ◂ {first} · {last} ▸"),
    "fig_grey_band": ("grey band: too small to matter", "bande grise : trop petit pour compter"),
    "fig_marks": (
        "filled square or circle: ahead; hollow: not",
        "carré ou rond plein : devant ; creux : non",
    ),
    "fig_marks_by": ("filled: one is ahead; hollow: not", "plein : l'une devance ; creux : non"),
    "fig_limit": (
        "one setting of all constants, of which only load and wear are calibrated; over how much of the space it "
        "holds: treillis claims",
        "un seul réglage des constantes, dont seules charge et usure sont calées ; sur quelle part de l'espace cela "
        "tient : treillis claims",
    ),
    "arm_who_decides_what": ("who decides what", "qui décide quoi"),
    "arm_alignment_facilitation": ("alignment facilitation", "facilitation de l'alignement"),
    "arm_manager_as_coach": ("manager as coach", "manager coach"),
    "arm_debrief": ("debrief", "débrief"),
    "arm_systemic_change": ("systemic change", "changement systémique"),
    "arm_charter": ("charter", "charte"),
    "arm_community_of_managers": ("community of managers", "communauté de managers"),
    "arm_expert_to_executive": ("expert to executive", "de l'expert au dirigeant"),
    "arm_temporary_decentralisation": ("temporary decentralisation", "décentralisation temporaire"),
    "arm_conversion_direction_first": ("conversion, direction first", "conversion, le cap d'abord"),
    "arm_conversion_decisions_first": ("conversion, decisions first", "conversion, les décisions d'abord"),
    "arm_discourse_alone": ("discourse alone", "discours seul"),
    "arm_core_clarity": ("clarity (priorities)", "clarté (priorités)"),
    "arm_core_ownership": ("ownership (who decides)", "appropriation (qui décide)"),
    "arm_core_resilience": ("resilience", "résilience"),
    "arm_core_empathy": ("empathy", "empathie"),
    "arm_alliance": ("as it is", "telle quelle"),
    "arm_mended": ("mended", "amendée"),
    "executive.interventions.steering.to": (
        "share of leading that is steering, in the end",
        "part du pilotage dans la conduite, à la fin",
    ),
    "short_clarity": ("clear roles", "rôles clairs"),
    "short_trust": ("trust", "confiance"),
    "short_circle_minutes": ("circles", "cercles"),
    "short_novelty": ("new issues", "dossiers nouveaux"),
    "short_community_built_in": ("built in", "intégrées"),
    "short_support": ("support", "soutien"),
    "short_voice": ("voice", "parole"),
    "short_founders": ("means shared", "moyens partagés"),
    "short_charter": ("charter", "charte"),
    "short_ready_share": ("all wait", "tous attendent"),
}

ENGLISH = {key: english for key, (english, _) in BOTH.items()}
FRENCH = {key: french for key, (_, french) in BOTH.items()}
