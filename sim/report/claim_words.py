"""What is said of the ledger of claims, in both languages with the same keys and placeholders."""

from __future__ import annotations

ENGLISH = {
    "claims_title": "The ledger of claims",
    "claims_cost": "{size}: {years} organisation-years to live ({stored} are stored), about {time} on {workers} "
    "processes; stopped, the same command goes on.",
    "claims_there": "{years} organisation-years, all stored already.",
    "claims_head_claim": "claim",
    "claims_head_verdict": "verdict",
    "claims_head_pi": "share of the space [95 %]",
    "claims_head_effect": "primary effect [95 %]",
    "claims_head_n": "points",
    "claims_head_seconds": "s",
    "claims_done": "{claims} claims, {years} organisation-years at {points} points of the registered space and up to "
    "{worlds} worlds each",
    "claims_in": ", in {seconds}",
    "claims_so_far": "Not at its end: {left} organisation-years are still to live; every point has {least} to {most} "
    "worlds.",
    "claims_counts": "Verdicts: {counts}.",
    "claims_explored": "EXPLORED with seeds open to development: nothing here is confirmed.",
    "claims_confirmed": "Seeds derive from the commit that holds the predictions; nobody could have tried them before.",
    "claims_rule": "A claim holds at a point when every one of its parts goes the way predicted by more than its "
    "smallest effect of interest. It is contrary there when one goes the other way by as much. Between the two it "
    "is negligible. Holds: the share of points where it holds has a 95 % interval above 0.8 (and p after Holm is at "
    "most 0.05). Negligible or contrary: that interval is below 0.2, and the word says which of the two is more "
    "frequent. Else it depends. Intervals draw points, and worlds within them, again. Points where an organisation "
    "is overloaded are set apart. What follows by construction can at most pass as a check of the implementation. "
    "If an emergent claim also shows up on a rung N0 to N3 of the null ladder, it is withdrawn. If it holds no more "
    "often than on N2 and N3 in the same worlds, it depends at best.",
    "claims_quick": "A quick run: few worlds a point, so that noise blurs the share. --full decides.",
    "claims_power": "With {points} points, a claim that holds in 95 % of the space comes out as holding with a chance "
    "of {high}, one that holds in 90 % with {low}.",
    "claims_drawn": "Every constant is drawn from its plausible range: a verdict is about that space, not about one "
    "company.",
    "claims_wins": "Share of the registered space in which each wins (by the smallest effect of interest), %:",
    "claims_two": "The two forms alone: share of the registered space in which each is ahead, %",
    "claims_in_load": "The same, only where neither pure form is overloaded",
    "claims_hybrid": "best hybrid",
    "claims_folder": "Files in {folder}; treillis report {folder} makes the page.",
    "claims_summary_wins": "{outcome}: the mechanical form wins in {mechanical} of the space, the organic one in "
    "{organic}, the best hybrid ({hybrid}) in {hybrids}; {undecided} is undecided.",
    "claims_overview": "All claims at a glance",
    "claims_entry_head": "{id}. {short}",
    "claims_source": "Source {source}; {derivation}.",
    "claims_construction": "follows by construction",
    "claims_parametric": "a ratio of constants decides",
    "claims_emergent": "emergent",
    "claims_prediction": "Predicted: {prediction}",
    "claims_not_where": "Not expected to hold: {not_where}",
    "claims_verdict": "Verdict: {verdict}. It holds in {pi} of the space [{low} ; {high}], n = {n} points, {worlds} "
    "worlds, p after Holm {p}.",
    "claims_parts": "Its parts",
    "claims_part": "contrast",
    "claims_contrast": "{arms}: {measure}",
    "claims_mean": "mean over points",
    "claims_smallest": "predicted",
    "claims_holds": "holds at",
    "claims_ladder": "Null ladder",
    "claims_rung": "rung",
    "claims_share": "holds at",
    "claims_most": "largest effect",
    "claims_shows": "shows up",
    "claims_apart": "p of holding more often",
    "claims_ladder_note": "On N0 and N1 nothing may differ at all. p: exact, of the claim holding at more points "
    "than this "
    "rung does, in the same worlds. –: not looked at, or without a number; such a claim does not hold.",
    "claims_contrary": "the contrary at",
    "claims_seen": "seen before it was registered: nothing here confirms it",
    "claims_shares": "It is negligible at {negligible} of the points and contrary at {contrary}; at {agrees} [{low} "
    "; {high}] the first contrast has the sign predicted.",
    "claims_overload": "Set apart: {n} points at which an organisation is overloaded; it holds at {pi} of them.",
    "claims_unknown": "At {n} points a part has no number: there it does not hold, and contradicts nothing.",
    "claims_too_few": "{n} points with a number are too few to say anything (16 could).",
    "claims_seeds_registered": "derived from the registration",
    "claims_seeds_open": "{first} and up, open to development",
    "claims_size_said": "{points} points, {replicates} worlds each; {ladder_points} points, {ladder_replicates} worlds "
    "each for null ladder and knock-outs",
    "claims_novel": "{measure}, novel issues alone",
    "claims_yes": "yes",
    "claims_no": "no",
    "claims_n0": "N0 the same organisation",
    "claims_n1": "N1 a dial connected to nothing",
    "claims_n2": "N2 random actions",
    "claims_n3": "N3 the mechanism switched off",
    "claims_n4": "N4 the cost alone",
    "claims_regions": "Where it holds",
    "claims_region": "region",
    "claims_everywhere": "everywhere",
    "claims_regions_note": "A tree fitted to every other point; shares and n are those of the rest.",
    "claims_break_even": "Where it turns, by the constants that decide",
    "claims_follows": "How the effect follows each",
    "claims_follows_note": "Partial rank correlation over points, 95 % interval.",
    "claims_also": "Beside it (explored, not tested)",
    "claims_knockouts": "With one mechanism switched off",
    "claims_competition": "Who wins where",
    "claims_loses": "Where each loses: {outcome}",
    "claims_who": "who",
    "claims_lost": "loses there",
    "claims_budgets": "Best against best at equal hours: {outcome}",
    "claims_budget": "hours used, at most",
    "claims_variant": "variant",
    "claims_value": "value",
    "claims_pure": "pure",
    "claims_behind": "behind the first [95 %]",
    "claims_budgets_note": "Each chooses its best variant within the hours on every other point, and is judged on the "
    "rest. The first was ahead where they chose; below 0, another does better than it where they are judged.",
    "claims_maps": "Where each loses",
    "claims_crossing": "The contingency crossing, size by size",
    "claims_crossing_said": "The oldest expectation of the field: the mechanical form is faster in calm, the organic "
    "one in turbulence.",
    "claims_crossing_table": "Time to a decision: organic less mechanical, days [95 %]",
    "claims_crossing_note": "It crosses at a point when the mechanical form is ahead by the smallest effect of "
    "interest without shocks, and the organic one with 8 a quarter.",
    "claims_crossing_knockouts": "With a mechanism switched off, in the worlds of the knock-outs",
    "claims_crossing_label": "{people} people, {world} (n = {n})",
    "claims_crossing_axis": "days to a decision: organic less mechanical; right of 0 the mechanical form is faster",
    "claims_people": "people",
    "claims_calm": "no shocks",
    "claims_turbulence": "8 shocks a quarter",
    "claims_crosses": "it crosses at",
    "claims_off": "switched off",
    "claims_registration": "Registered in",
    "claims_space": "Registered space",
    "claims_space_size": "{n} settings, a range each",
    "claims_size": "Size",
    "hybrid_plan_and_local_decision": "a plan, decisions where the work is",
    "hybrid_shared_direction_central_decision": "a shared direction, decisions by level",
    "hybrid_half_way": "half-way on every dial",
    "hybrid_plan_local_knowledge": "a plan, local knowledge and decisions",
    "hybrid": "hybrid",
}

FRENCH = {
    "claims_title": "Le registre des affirmations",
    "claims_cost": "{size} : {years} années d'organisation à vivre ({stored} sont gardées), environ {time} sur "
    "{workers} processus ; arrêtée, la même commande reprend.",
    "claims_there": "{years} années d'organisation, toutes déjà gardées.",
    "claims_head_claim": "affirmation",
    "claims_head_verdict": "verdict",
    "claims_head_pi": "part de l'espace [95 %]",
    "claims_head_effect": "effet principal [95 %]",
    "claims_head_n": "points",
    "claims_head_seconds": "s",
    "claims_done": "{claims} affirmations, {years} années d'organisation en {points} points de l'espace déclaré, "
    "jusqu'à {worlds} mondes en chacun",
    "claims_in": ", en {seconds}",
    "claims_so_far": "Pas encore au bout : {left} années d'organisation restent à vivre ; chaque point a de {least} "
    "à {most} mondes.",
    "claims_counts": "Verdicts : {counts}.",
    "claims_explored": "EXPLORÉ avec des tirages ouverts au développement : rien ici n'est confirmé.",
    "claims_confirmed": "Les tirages dérivent de la version qui porte les prédictions ; personne n'a pu les essayer "
    "avant.",
    "claims_rule": "Une affirmation tient en un point quand chacune de ses parties va dans le sens prédit, par plus "
    "que son plus petit effet qui compte. Elle y est contraire quand une partie va dans l'autre sens d'autant. "
    "Entre les deux, elle est négligeable. Tient : la part des points où elle tient a un intervalle à 95 % "
    "au-dessus de 0,8 (et p après Holm d'au plus 0,05). Négligeable ou contraire : cet intervalle est en dessous de "
    "0,2, et le mot dit lequel des deux est le plus fréquent. Sinon, cela dépend. Les intervalles retirent les "
    "points, et les mondes en chacun. Les points où une organisation est surchargée sont mis à part. Ce qui suit "
    "par construction ne peut que réussir un contrôle d'implémentation. Si une affirmation émergente se montre "
    "aussi sur un échelon N0 à N3 de l'échelle nulle, elle est retirée. Si elle ne tient pas plus souvent que sur "
    "N2 et N3 dans les mêmes mondes, cela dépend, au mieux.",
    "claims_quick": "Une passe rapide : peu de mondes par point, le bruit brouille donc la part. --full tranche.",
    "claims_power": "Avec {points} points, une affirmation qui tient dans 95 % de l'espace est dite tenir avec une "
    "chance de {high}, une qui tient dans 90 % avec {low}.",
    "claims_drawn": "Chaque constante est tirée dans sa plage plausible : un verdict porte sur cet espace, non sur une "
    "entreprise.",
    "claims_wins": "Part de l'espace déclaré où chacune gagne (par le plus petit effet qui compte), % :",
    "claims_two": "Les deux formes seules : part de l'espace déclaré où chacune est devant, %",
    "claims_in_load": "De même, seulement là où aucune forme pure n'est surchargée",
    "claims_hybrid": "meilleur hybride",
    "claims_folder": "Fichiers dans {folder} ; treillis report {folder} en fait la page.",
    "claims_summary_wins": "{outcome} : la forme mécanique gagne dans {mechanical} de l'espace, l'organique dans "
    "{organic}, le meilleur hybride ({hybrid}) dans {hybrids} ; {undecided} reste indécis.",
    "claims_overview": "Toutes les affirmations d'un coup d'œil",
    "claims_entry_head": "{id}. {short}",
    "claims_source": "Source {source} ; {derivation}.",
    "claims_construction": "suit par construction",
    "claims_parametric": "un rapport de constantes décide",
    "claims_emergent": "émergente",
    "claims_prediction": "Prédit : {prediction}",
    "claims_not_where": "Ne devrait pas tenir : {not_where}",
    "claims_verdict": "Verdict : {verdict}. Elle tient dans {pi} de l'espace [{low} ; {high}], n = {n} points, "
    "{worlds} mondes, p après Holm {p}.",
    "claims_parts": "Ses parties",
    "claims_part": "contraste",
    "claims_contrast": "{arms} : {measure}",
    "claims_mean": "moyenne sur les points",
    "claims_smallest": "prédit",
    "claims_holds": "tient en",
    "claims_ladder": "Échelle nulle",
    "claims_rung": "échelon",
    "claims_share": "tient en",
    "claims_most": "plus grand effet",
    "claims_shows": "se montre",
    "claims_apart": "p de tenir plus souvent",
    "claims_ladder_note": "Sur N0 et N1 rien ne doit différer. p : exact, que l'affirmation tienne en plus de "
    "points que cet "
    "échelon, dans les mêmes mondes. – : non regardé, ou sans nombre ; une telle affirmation ne tient pas.",
    "claims_contrary": "le contraire en",
    "claims_seen": "vue avant d'être enregistrée : rien ici ne la confirme",
    "claims_shares": "Elle est négligeable en {negligible} des points et contraire en {contrary} ; en {agrees} "
    "[{low} ; {high}] le premier contraste a le signe prédit.",
    "claims_overload": "Mis à part : {n} points où une organisation est surchargée ; elle tient en {pi} d'entre eux.",
    "claims_unknown": "En {n} points une partie n'a pas de nombre : elle n'y tient pas, et n'y contredit rien.",
    "claims_too_few": "{n} points avec un nombre sont trop peu pour dire quoi que ce soit (16 le pourraient).",
    "claims_seeds_registered": "dérivés de l'enregistrement",
    "claims_seeds_open": "{first} et suivants, ouverts au développement",
    "claims_size_said": "{points} points, {replicates} mondes chacun ; {ladder_points} points, {ladder_replicates} "
    "mondes "
    "chacun pour l'échelle nulle et les mécanismes débranchés",
    "claims_novel": "{measure}, dossiers nouveaux seuls",
    "claims_yes": "oui",
    "claims_no": "non",
    "claims_n0": "N0 la même organisation",
    "claims_n1": "N1 un curseur relié à rien",
    "claims_n2": "N2 des actions au hasard",
    "claims_n3": "N3 le mécanisme débranché",
    "claims_n4": "N4 le coût seul",
    "claims_regions": "Où elle tient",
    "claims_region": "région",
    "claims_everywhere": "partout",
    "claims_regions_note": "Un arbre ajusté à un point sur deux ; parts et n sont ceux des autres.",
    "claims_break_even": "Où elle bascule, selon les constantes qui décident",
    "claims_follows": "Comment l'effet suit chacune",
    "claims_follows_note": "Corrélation partielle des rangs sur les points, intervalle à 95 %.",
    "claims_also": "À côté (exploré, non testé)",
    "claims_knockouts": "Avec un mécanisme débranché",
    "claims_competition": "Qui gagne où",
    "claims_loses": "Où chacune perd : {outcome}",
    "claims_who": "qui",
    "claims_lost": "y perd",
    "claims_budgets": "Meilleure contre meilleure à heures égales : {outcome}",
    "claims_budget": "heures employées, au plus",
    "claims_variant": "variante",
    "claims_value": "valeur",
    "claims_pure": "pure",
    "claims_behind": "derrière la première [95 %]",
    "claims_budgets_note": "Chacune choisit sa meilleure variante dans ces heures sur un point sur deux, et est jugée "
    "sur les autres. La première était devant là où elles ont choisi ; sous 0, une autre fait mieux là où l'on juge.",
    "claims_maps": "Où chacune perd",
    "claims_crossing": "Le croisement contingent, taille par taille",
    "claims_crossing_said": "La plus ancienne attente du domaine : la forme mécanique est plus rapide au calme, "
    "l'organique dans la turbulence.",
    "claims_crossing_table": "Délai de décision : organique moins mécanique, jours [95 %]",
    "claims_crossing_note": "Il y a croisement en un point quand la forme mécanique devance du plus petit effet qui "
    "compte sans choc, et l'organique avec 8 par trimestre.",
    "claims_crossing_knockouts": "Un mécanisme coupé, dans les mondes de ces coupures",
    "claims_crossing_label": "{people} personnes, {world} (n = {n})",
    "claims_crossing_axis": "jours jusqu'à la décision : organique moins mécanique ; à droite de 0, la mécanique est "
    "plus rapide",
    "claims_people": "personnes",
    "claims_calm": "sans choc",
    "claims_turbulence": "8 chocs par trimestre",
    "claims_crosses": "croisement en",
    "claims_off": "coupé",
    "claims_registration": "Enregistré dans",
    "claims_space": "Espace déclaré",
    "claims_space_size": "{n} réglages, une plage chacun",
    "claims_size": "Taille",
    "hybrid_plan_and_local_decision": "un plan, des décisions là où se fait le travail",
    "hybrid_shared_direction_central_decision": "un cap partagé, des décisions par niveau",
    "hybrid_half_way": "tous les curseurs à mi-chemin",
    "hybrid_plan_local_knowledge": "un plan, des savoirs et des décisions locaux",
    "hybrid": "hybride",
}
