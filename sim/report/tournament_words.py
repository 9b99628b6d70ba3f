"""What is said of a tournament, in both languages with the same keys and placeholders."""

from __future__ import annotations

ENGLISH = {
    "t_title": "A tournament of rules",
    "t_setting": "{rules} rules live through {years} hidden years in each of {regimes} regimes ({runs} lives of {days} "
    "working days, {people} people): the same people, dials, worlds and luck for all; only the rule differs.",
    "t_measure": "Ranked by {measure}; {way} is better. Gap: distance to the mean of all rules in the same year, with "
    "its 95 % interval over years. Beaten by: how many rules are ahead of it in the same years. Ahead: the interval of "
    "the difference leaves out 0, p after Holm over all pairs is at most .05, and the mean is at least the smallest "
    "effect of interest.",
    "t_few": "Fewer than {fewest} years cannot say who is ahead: no rule is beaten.",
    "t_null": "{name} answers DECIDE to everything. A rule that does not beat it has added nothing.",
    "t_robust": "At worst: how far the rule is behind the best rule of a regime, in the regime where that is most, in "
    "the same unit. 0 would be never behind. It is the robustness score: a rule that is never far behind needs no "
    "forecast of the weather. Its interval is from years drawn again.",
    "t_lower": "less",
    "t_higher": "more",
    "t_beaten": "beaten by",
    "t_rule": "rule",
    "t_mean": "mean",
    "t_gap": "gap to the field",
    "t_interval": "95 % interval",
    "t_worst": "at worst behind",
    "t_where": "in regime",
    "t_never": "never",
    "t_failed": "Not ranked",
    "t_because": "because",
    "t_by_regime": "Regime by regime: mean (beaten by)",
    "t_overall": "Over all regimes",
    "t_ground": "Every rule stands on the same ground: every dial half-way, authority by level. A regime changes this "
    "much of it:",
    "t_hidden": "Which years they are depends on a word only the organiser knows.",
    "t_open": "No secret word was given: anybody can live through the same years.",
    "t_slow": "runs as plain Python: {why}",
    "t_field": "0 = the field",
    "t_fingerprint": "Result {hash}.",
    "t_nobody": "no rule lasted: nothing to rank",
    "regime_ordinary": "ordinary",
    "regime_calm": "calm",
    "regime_turbulent": "turbulent",
    "regime_low_clarity": "low clarity",
    "regime_high_load": "high load",
    "regime_entangled": "entangled",
    "regime_little_trust": "little trust",
}
FRENCH = {
    "t_title": "Un tournoi de règles",
    "t_setting": "{rules} règles vivent {years} années cachées dans chacun des {regimes} régimes ({runs} vies de "
    "{days} jours ouvrés, {people} personnes) : les mêmes personnes, curseurs, mondes et hasards pour toutes ; seule "
    "la règle diffère.",
    "t_measure": "Classées par {measure} ; {way} vaut mieux. Écart : distance à la moyenne de toutes les règles la "
    "même année, avec son intervalle à 95 % sur les années. Battue par : combien de règles sont devant elle, les mêmes "
    "années. Devant : l'intervalle de la différence exclut 0, p après Holm sur toutes les paires est d'au plus 0,05, "
    "et la moyenne atteint le plus petit effet qui compte.",
    "t_few": "Moins de {fewest} années ne disent pas qui est devant : aucune règle n'est battue.",
    "t_null": "{name} répond DECIDE à tout. Une règle qui ne la bat pas n'a rien apporté.",
    "t_robust": "Au pire : de combien la règle est derrière la meilleure d'un régime, dans le régime où elle l'est le "
    "plus, dans la même unité. 0 : jamais derrière. C'est la note de robustesse : une règle qui n'est jamais loin "
    "derrière n'a pas besoin de prévoir le temps qu'il fera. Son intervalle vient d'années tirées à nouveau.",
    "t_lower": "moins",
    "t_higher": "plus",
    "t_beaten": "battue par",
    "t_rule": "règle",
    "t_mean": "moyenne",
    "t_gap": "écart à l'ensemble",
    "t_interval": "intervalle à 95 %",
    "t_worst": "au pire derrière de",
    "t_where": "dans le régime",
    "t_never": "jamais",
    "t_failed": "Non classées",
    "t_because": "parce que",
    "t_by_regime": "Régime par régime : moyenne (battue par)",
    "t_overall": "Sur tous les régimes",
    "t_ground": "Toutes les règles ont le même terrain : chaque curseur à mi-course, autorité par niveau. Un régime en "
    "change ceci :",
    "t_hidden": "Le choix des années dépend d'un mot que seul l'organisateur connaît.",
    "t_open": "Aucun mot secret n'a été donné : chacun peut vivre les mêmes années.",
    "t_slow": "tourne en Python simple : {why}",
    "t_field": "0 = l'ensemble",
    "t_fingerprint": "Résultat {hash}.",
    "t_nobody": "aucune règle n'a tenu : rien à classer",
    "regime_ordinary": "ordinaire",
    "regime_calm": "calme",
    "regime_turbulent": "turbulent",
    "regime_low_clarity": "peu de clarté",
    "regime_high_load": "forte charge",
    "regime_entangled": "enchevêtré",
    "regime_little_trust": "peu de confiance",
}
