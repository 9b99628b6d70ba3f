"""What stands on pages, in both languages with the same keys and placeholders."""

from __future__ import annotations

ENGLISH = {
    "page_title_sweep": "Experiment “{name}”",
    "page_title_comparison": "Two organisations, the same years{name}",
    "page_and": " and ",
    "page_the_mechanical": "the mechanical form",
    "page_the_organic": "the organic form",
    "page_done_sweep": "What was done: {forms} lived through the same worlds at {points} points of the design, "
    "{worlds} worlds at each at most, {runs} organisation-years in all. Every difference is organic less mechanical "
    "(or the last named less the first), world by world.",
    "page_done_comparison": "What was done: {forms} lived through the same {worlds} years ({runs} organisation-years, "
    "{points} setting). Every difference is organic less mechanical, year by year.",
    "page_one_form": "There is one organisation: nothing is compared, only what its outcomes hang on.",
    "page_ahead": "{outcome}: {form} is ahead by {by} on average (difference {low} to {high}, 95 %, {n} worlds).",
    "page_ahead_little": "{outcome}: {form} is ahead on average, by too little to matter ({by}; difference {low} to "
    "{high}, {n} worlds).",
    "page_ahead_equal": "{outcome}: about equal on average (difference {low} to {high}, within {least}, {n} worlds).",
    "page_ahead_unknown": "{outcome}: with so few worlds (n = {n}) nothing can be said of who is ahead on average.",
    "page_ahead_none": "{outcome}: unclear who is ahead on average (difference {low} to {high}, 95 %, {n} worlds).",
    "page_at_points": "Of {points} points, {form_last} is better by enough to matter at {last}, {form_first} at "
    "{first}; {none} are undecided.",
    "page_turns": "It turns most with {factor}: a difference of {from_value} at {from_level}, of {to_value} at "
    "{to_level}.",
    "page_name_decision_lead": "Speed of decisions, days",
    "page_name_fit": "Fit of decisions (0 to 1)",
    "page_name_direction_distance": "Shared direction: beliefs off the announced course",
    "page_name_action_distance": "Common action: deeds off the announced course",
    "page_name_burnout_50": "Burnout, episodes a person-year",
    "page_who": "Who is ahead",
    "page_where": "Where each wins",
    "page_factors_heading": "What it hangs on",
    "page_people": "Who wears out",
    "page_days": "From day to day",
    "page_passport": "Passport",
    "page_footer": "Made by treillis. A simulation: it forecasts nothing and diagnoses nobody, neither a person nor a "
    "firm.",
    "page_effects": "Standardised difference of every outcome",
    "page_map": "Who is ahead, over two factors",
    "page_levels": "Each organisation, by level of: {factor}",
    "page_sobol": "Which factors the outcomes hang on (Sobol)",
    "page_morris": "Which factors move the outcomes (Morris)",
    "page_prcc": "What the difference goes with (partial rank correlation)",
    "page_worn": "Burnout by level of the structure",
    "page_over_time": "Over the year",
    "page_survival": "How long issues wait for an answer",
    "page_structure": "The structure, by exhaustion",
    "page_effects_table": "Paired differences",
    "page_effects_note": "Interval: 95 %, bias-corrected bootstrap over whole worlds (Student's t below 10), points "
    "averaged within each. Better: ahead, clear of 0 and by at least the smallest effect of interest; in brackets, by "
    "less; equal, within it; else unclear; – from fewer than {fewest} pairs of runs. "
    "d_z: mean over standard deviation of the differences. Chance: that the second is higher in a world, ties half. "
    "Gain: variance with separate worlds over that of pairs.",
    "page_superiority": "chance",
    "page_gain": "gain",
    "page_power_table": "What this design can see",
    "page_power_note": "Power: the chance to see the smallest effect of interest, were it there. Visible: the effect "
    "seen with a chance of 0.8. Worlds needed: to see the smallest effect with that chance. Steady: worlds from "
    "which the coefficient of variation of the mean difference changes by less than 0.01 at each doubling; – not yet.",
    "page_power": "power",
    "page_smallest": "smallest of interest",
    "page_visible": "visible effect",
    "page_twins_needed": "worlds needed",
    "page_steady": "steady from",
    "page_points": "points",
    "page_undecided": "undecided",
    "page_winners": "Share of the points at which each is better by enough to matter",
    "page_winners_note": "Enough: {decision_lead} days, {fit} in fit, {direction_distance} of course in direction, "
    "{action_distance} in deeds, {burnout_50} episodes a person-year, in the mean of a point's worlds.",
    "page_winners_drawn": "In brackets the 95 % interval, points and seeds drawn again. The points come from the "
    "ranges of this design, not from the registered space.",
    "page_winners_few": "These shares have no interval: all points share the same few seeds, and one odd seed "
    "moves every point at once. An interval needs at least {fewest} seeds (replicates={fewest}).",
    "page_winners_grid": "These points were chosen, not drawn: their shares speak of this design alone and have no "
    "interval.",
    "page_factor_note": "Difference, with its 95 % interval over worlds, all other factors averaged over.",
    "page_averaged": "Each table and map averages over the factors that it does not show.",
    "page_sobol_says": "Alone: share of the variance that goes when this factor is known. Total: what stays when all "
    "others are known. Where total is much larger, turning one factor at a time misleads.",
    "page_morris_says": "Mean absolute effect of a step of each factor, the others wherever they happen to be.",
    "page_prcc_says": "How monotonically the difference follows each factor, the others held fast.",
    "page_again": "{n} worlds of one point were lived again with all their days: {where}.",
    "page_not_again": "The days of single worlds cannot be shown: {why}.",
    "page_title_dials": "The dials, one share each",
    "page_dials_done": "What was done: one organisation lived at all {corners} combinations of dial ends, in {years} "
    "worlds each. Every difference is all organic less all mechanical.",
    "page_dials_sentence": "{outcome}: {whole} in all [{low} ; {high}]. The largest share has the dial “{dial}” "
    "({share}). Turned in the best order, beginning with “{first}”, the worst step on the way lies {depth} below the "
    "start.",
    "page_conversion": "From mechanical to organic, dial by dial",
    "page_conversion_says": "A conversion turns one dial after the other. What counts is the worst step on the way, "
    "not the end alone.",
    "page_order": "order",
    "page_valley": "worst valley [95 %]",
    "page_first_to_last": "first to last",
    "page_valleys": "The worst valley of each order",
    "page_valleys_note": "In the unit of the outcome, below the start; 0 for none. The last order was chosen on every "
    "other world, all are judged on the rest. The low end allows for the worst of several steps being taken.",
    "page_folder": "Folder",
    "page_hash": "Hash",
    "page_design": "Design",
    "page_design_said": "{kind}, {points} points",
    "page_kind_cases": "cases written out",
    "page_kind_factorial": "full factorial",
    "page_kind_latin_hypercube": "Latin hypercube",
    "page_kind_morris": "Morris trajectories",
    "page_kind_one_at_a_time": "one at a time",
    "page_kind_saltelli": "Saltelli",
    "page_kind_sobol": "Sobol sequence",
    "page_kind_twins": "twins, the same years",
    "page_kind_replicates": "one organisation, many years",
    "page_corners": "What each factor does alone, and two together, to the difference",
    "page_corners_note": "Mean difference at the high end of a factor less that at its low end; for two, half of what "
    "the one changes in the effect of the other. 95 % interval over worlds. Explored: no prediction was made of these.",
    "page_factors": "Factors",
    "page_seeds": "Seeds",
    "page_runs": "Runs",
    "page_failed": "Failed runs",
    "page_content": "Content (SHA-256)",
    "page_model": "Model",
    "page_commit": "Commit",
    "page_dirty": "with changes",
    "page_versions": "Versions",
    "page_machine": "Machine",
    "page_wall": "Wall time",
    "page_written": "Page: {file}",
    "fig_waiting": "tasks waiting, a person",
}

FRENCH = {
    "page_title_sweep": "Expérience « {name} »",
    "page_title_comparison": "Deux organisations, les mêmes années{name}",
    "page_and": " et ",
    "page_the_mechanical": "la forme mécanique",
    "page_the_organic": "la forme organique",
    "page_done_sweep": "Ce qui a été fait : {forms} ont vécu les mêmes mondes en {points} points du plan d'expérience, "
    "au plus {worlds} mondes en chacun, {runs} années d'organisation en tout. Chaque écart est organique moins "
    "mécanique (ou la dernière nommée moins la première), monde par monde.",
    "page_done_comparison": "Ce qui a été fait : {forms} ont vécu les mêmes {worlds} années ({runs} années "
    "d'organisation, {points} réglage). Chaque écart est organique moins mécanique, année par année.",
    "page_one_form": "Il n'y a qu'une organisation : rien n'est comparé, on voit seulement de quoi dépendent ses "
    "résultats.",
    "page_ahead": "{outcome} : {form} est devant de {by} en moyenne (écart de {low} à {high}, 95 %, {n} mondes).",
    "page_ahead_little": "{outcome} : {form} est devant en moyenne, de trop peu pour compter ({by} ; écart de {low} à "
    "{high}, {n} mondes).",
    "page_ahead_equal": "{outcome} : à égalité en moyenne (écart de {low} à {high}, sous {least}, {n} mondes).",
    "page_ahead_unknown": "{outcome} : avec si peu de mondes (n = {n}), on ne peut dire qui est devant en moyenne.",
    "page_ahead_none": "{outcome} : qui est devant en moyenne est incertain (écart de {low} à {high}, 95 %, {n} "
    "mondes).",
    "page_at_points": "Sur {points} points, {form_last} est meilleure d'assez pour compter en {last}, {form_first} en "
    "{first} ; {none} restent indécis.",
    "page_turns": "Cela tourne surtout avec ceci : {factor}. L'écart est de {from_value} quand il vaut "
    "{from_level}, de {to_value} quand il vaut {to_level}.",
    "page_name_decision_lead": "Délai de décision, jours",
    "page_name_fit": "Décisions qui tiennent (0 à 1)",
    "page_name_direction_distance": "Cap partagé : écart des convictions au cap annoncé",
    "page_name_action_distance": "Action commune : écart des actes au cap annoncé",
    "page_name_burnout_50": "Épuisement, épisodes d'alerte par personne et an",
    "page_who": "Qui est devant",
    "page_where": "Où chacune gagne",
    "page_factors_heading": "De quoi cela dépend",
    "page_people": "Qui s'use",
    "page_days": "Jour après jour",
    "page_passport": "Passeport",
    "page_footer": "Fait par treillis. Une simulation : elle ne prédit rien et ne pose de diagnostic sur personne, ni "
    "individu ni entreprise.",
    "page_effects": "Écart standardisé de chaque résultat",
    "page_map": "Qui est devant, selon deux facteurs",
    "page_levels": "Chaque organisation, selon : {factor}",
    "page_sobol": "De quels facteurs dépendent les résultats (Sobol)",
    "page_morris": "Quels facteurs font bouger les résultats (Morris)",
    "page_prcc": "Avec quoi va l'écart (corrélation partielle des rangs)",
    "page_worn": "Épisodes d'alerte selon le niveau hiérarchique",
    "page_over_time": "Au fil de l'année",
    "page_survival": "Combien de temps un dossier attend sa réponse",
    "page_structure": "La structure, selon l'usure",
    "page_effects_table": "Écarts par paires",
    "page_effects_note": "Intervalle : 95 %, bootstrap corrigé du biais sur mondes entiers (t de Student en dessous de "
    "10), points moyennés dans chacun. Mieux : nettement, et d'au moins le plus petit effet qui compte ; entre "
    "parenthèses, nettement mais de moins ; égalité, l'intervalle tient dedans ; sinon incertain ; – avec moins de "
    "{fewest} paires de vies. d_z : moyenne des écarts sur leur écart-type. Chance : que la seconde soit "
    "plus haute dans un monde, "
    "égalités pour moitié. Gain : variance avec des mondes séparés sur celle des paires.",
    "page_superiority": "chance",
    "page_gain": "gain",
    "page_power_table": "Ce que ce plan peut voir",
    "page_power_note": "Puissance : chance de voir le plus petit effet qui compte, s'il était là. Visible : l'effet vu "
    "avec une chance de 0,8. Mondes nécessaires : pour voir le plus petit effet avec cette chance. "
    "Stable : nombre de mondes dès lequel le coefficient de variation de l'écart moyen change de moins de 0,01 à "
    "chaque "
    "doublement ; – pas encore.",
    "page_power": "puissance",
    "page_smallest": "le plus petit qui compte",
    "page_visible": "effet visible",
    "page_twins_needed": "mondes nécessaires",
    "page_steady": "stable dès",
    "page_points": "points",
    "page_undecided": "indécis",
    "page_winners": "Part des points où chacune est meilleure d'assez pour compter",
    "page_winners_note": "Assez : {decision_lead} jour, {fit} en tenue des décisions, {direction_distance} de cap "
    "en direction, {action_distance} en actes, {burnout_50} épisode par personne et an, en moyenne sur les mondes "
    "d'un point.",
    "page_winners_drawn": "Entre crochets, l'intervalle à 95 %, points et graines retirés. Les points viennent des "
    "plages de ce plan, non de l'espace déclaré.",
    "page_winners_few": "Ces parts n'ont pas d'intervalle : tous les points partagent les mêmes graines, trop peu "
    "nombreuses, et une seule graine peut déplacer tous les points. Il faut au moins {fewest} graines "
    "(replicates={fewest}).",
    "page_winners_grid": "Ces points ont été choisis, non tirés : leurs parts ne parlent que de ce plan et n'ont pas "
    "d'intervalle.",
    "page_factor_note": "Écart, avec son intervalle à 95 % sur les mondes, moyenné sur tous les autres facteurs.",
    "page_averaged": "Chaque table et chaque carte fait la moyenne sur les facteurs qu'elle ne montre pas.",
    "page_sobol_says": "Seul : part de la variance qui disparaît quand ce facteur est connu. Total : ce qui reste "
    "quand tous les autres le sont. Là où le total est bien plus grand, tourner un facteur à la fois trompe.",
    "page_morris_says": "Effet absolu moyen d'un pas de chaque facteur, les autres étant où ils se trouvent.",
    "page_prcc_says": "Avec quelle régularité l'écart suit chaque facteur, les autres tenus fixes.",
    "page_again": "{n} mondes d'un point ont été revécus avec tous leurs jours : {where}.",
    "page_not_again": "Les jours de mondes isolés ne peuvent pas être montrés : {why}.",
    "page_title_dials": "Les curseurs, chacun sa part",
    "page_dials_done": "Ce qui a été fait : une organisation a vécu les {corners} combinaisons de bouts de curseurs, "
    "dans {years} mondes chacune. Chaque écart est tout organique moins tout mécanique.",
    "page_dials_sentence": "{outcome} : {whole} en tout [{low} ; {high}]. La plus grande part revient au curseur "
    "« {dial} » ({share}). Dans le meilleur ordre, en commençant par « {first} », le pire pas en chemin est à {depth} "
    "sous le départ.",
    "page_conversion": "De mécanique à organique, curseur par curseur",
    "page_conversion_says": "Une conversion tourne un curseur après l'autre. Ce qui compte est le pire pas en chemin, "
    "pas seulement l'arrivée.",
    "page_order": "ordre",
    "page_valley": "pire creux [95 %]",
    "page_first_to_last": "du premier au dernier",
    "page_valleys": "Le pire creux de chaque ordre",
    "page_valleys_note": "Dans l'unité du résultat, sous le départ ; 0 pour aucun. Le dernier ordre a été choisi sur "
    "un monde sur deux, tous sont jugés sur les autres. Le bout bas tient compte de ce que le pire de plusieurs pas "
    "est retenu.",
    "page_folder": "Dossier",
    "page_hash": "Empreinte",
    "page_design": "Plan d'expérience",
    "page_design_said": "{kind}, {points} points",
    "page_kind_cases": "cas écrits un à un",
    "page_kind_factorial": "factoriel complet",
    "page_kind_latin_hypercube": "hypercube latin",
    "page_kind_morris": "trajectoires de Morris",
    "page_kind_one_at_a_time": "un facteur à la fois",
    "page_kind_saltelli": "Saltelli",
    "page_kind_sobol": "suite de Sobol",
    "page_kind_twins": "jumelles, les mêmes années",
    "page_kind_replicates": "une organisation, plusieurs années",
    "page_corners": "Ce que chaque facteur fait seul, et deux ensemble, à l'écart",
    "page_corners_note": "Écart moyen au bout haut d'un facteur moins celui au bout bas ; pour deux, la moitié de "
    "ce que "
    "l'un change à l'effet de l'autre. Intervalle à 95 % sur les mondes. Exploré : rien de cela n'était prédit.",
    "page_factors": "Facteurs",
    "page_seeds": "Tirages",
    "page_runs": "Années vécues",
    "page_failed": "Années manquées",
    "page_content": "Contenu (SHA-256)",
    "page_model": "Modèle",
    "page_commit": "Version des sources",
    "page_dirty": "modifiées",
    "page_versions": "Versions",
    "page_machine": "Machine",
    "page_wall": "Temps de calcul",
    "page_written": "Page : {file}",
    "fig_waiting": "dossiers en attente, par personne",
}
