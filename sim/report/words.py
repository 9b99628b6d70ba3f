"""Every sentence people read, in both languages with the same keys and placeholders."""

from __future__ import annotations

from sim.errors import InputError, nearest
from sim.organisation.generated import HEADQUARTERS
from sim.report import (
    answer_words,
    claim_words,
    dial_words,
    figure_words,
    flow_words,
    measure_words,
    page_words,
    screen_words,
    setting_words,
    story_words,
    tournament_words,
)

ENGLISH = {
    "mechanical": "mechanical",
    "organic": "organic",
    "organisation": "the organisation",
    "setting_one": "One organisation, {years} times ({days} working days each, seeds {first} to {last}), "
    "with {people} people.",
    "front_run": "{rule}: {days} days, {people} people, {issues} issues, seed {seed}",
    "front_comparison": "{question} {seeds} seeds, {days} days, {people} people",
    "outcome_failed": "{failed} of {runs} runs lack an outcome: {why}",
    "front_sweep": "{name}: {points} points, {stored} of {wanted} runs, {state} ({folder})",
    "outcome": "",
    "mean": "mean",
    "spread": "sd over years",
    "difference": "difference",
    "interval": "95 % interval",
    "decision_lead": "time to a decision (days)",
    "resolution_lead": "time to one that holds (days)",
    "fit": "fit of decisions (0 to 1)",
    "alignment": "alignment with the direction (0 to 1)",
    "cohesion": "cohesion among people (0 to 1)",
    "coordination": "coordination of teams (0 to 1)",
    "never_answered": "issues never answered (share)",
    "direction_distance": "distance of beliefs to the announced direction (course)",
    "direction_spread": "spread of beliefs among people (course)",
    "action_distance": "distance of teams' deeds to the announced direction (course)",
    "action_spread": "spread of deeds among teams (course)",
    "exhausted_base": "exhausted people at the base (share)",
    "exhausted_middle": "exhausted middle managers (share)",
    "lapsed": "requests that lapsed (share)",
    "refused": "issues refused (share)",
    "declined": "issues declined by policy (share)",
    "burnout_50": "burnout episodes (a person-year)",
    "exhaustion": "exhaustion (0 to 1)",
    "departures": "departures (a person-year)",
    "backlog": "backlog (tasks a person)",
    "escalations": "escalations (an issue)",
    "rework": "rework (an issue)",
    "utilisation": "hours used (share of available)",
    "cx_loss": "customer experience lost (0 to 1)",
    "commitment": "commitment (0 to 1)",
    "engagement": "engagement (0 to 1)",
    "bootstrap": "bootstrap",
    "student": "Student's t",
    "gain": "Living the same worlds divided the number of years needed by: {gains}.",
    "no_gain": "without variation",
    "calibrated": "Only load and wear are calibrated, at neutral dials; all other constants are plausible: read who "
    "is ahead, not how much a company would gain.",
    "files": "Files in {folder}: {names}",
    "slow": "rule '{rule}' runs as plain Python, about 100 times slower: {why}",
    "figure_delay": "Time to a decision",
    "figure_delay_axis": "days, answers in effect, 10-day mean",
    "figure_direction": "Distance to the announced direction",
    "figure_direction_axis": "units of course, mean over people and 10 days",
    "figure_burnout": "Exhaustion (burnout counts above {theta})",
    "figure_burnout_axis": "mean over people, 0 to 1",
    "figure_day": "working day",
    "figure_caption": "Mean over {n} years (seeds {first} to {last}, the same for both); band: the middle 80 % of "
    "years; grey: warm-up, not measured. {hash}",
    "plan_size": "{points} points x {twins} worlds x {forms} organisations = {runs} runs",
    "plan_until": "{points} points x {twins} to {cap} worlds x {forms} organisations = {runs} to {most} runs, until "
    "half the 95 % interval of {outcome} is {half} or less",
    "plan_time": "about {time} ({where})",
    "plan_no_time": "no estimate of the time: none of the points tried could be lived ({where})",
    "where_address": "a Dask cluster at {address}",
    "range": "{low} to {high}",
    "stopped": "stopped; {stored} of {wanted} runs are stored; to go on: treillis resume {folder}",
    "sweep_done": "{runs} runs in {folder} ({lived} of them now, in {time}; engine time {engine})",
    "sweep_there": "{runs} runs in {folder}: all were there, nothing was run",
    "until_done": "{low} to {high} worlds a point (median {median}); {open} of {points} points did not reach {half}",
    "until_cost": "cost: {runs} runs; the same number of worlds at every point would have been {fixed}",
    "sweep_failed": "{failed} of {runs} runs failed: column 'failed' says why, attempts.jsonl has the details",
    "failed_run": "  {form}, point {point}, seed {seed}: {why}",
    "measured_issues": "{n} of the {all} issues of the file are measured: days {first} to {last} count",
    "points_for": "points for {form}",
    "points_unclear": "points unclear",
    "points_note": "means over {points} points; a point is for whoever is ahead there: a 95 % interval "
    "that leaves out 0, and a mean of at least the smallest effect of interest.",
    "smallest": "smallest",
    "largest": "largest",
    "experiment": "experiment",
    "points": "points",
    "runs": "runs",
    "failed": "failed",
    "megabytes": "MB",
    "state": "state",
    "complete": "complete",
    "open": "to go on with: treillis resume",
    "damaged": "damaged files: {n}",
    "no_sweeps": "no sweep under {folder}",
    "again_exact": "{runs} of {stored} runs of {folder} run again: the same numbers to the last bit",
    "again_close": "{runs} of {stored} runs of {folder} run again: {exact} the same to the last bit, all to 1e-9 "
    "(largest relative difference {away})",
    "again_other": "{runs} of {stored} runs of {folder} run again: only {exact} are the same (largest relative "
    "difference {away})",
}

FRENCH = {
    "mechanical": "mécanique",
    "organic": "organique",
    "organisation": "l'organisation",
    "setting_one": "Une organisation, {years} fois ({days} jours ouvrés, tirages {first} à {last}), "
    "avec {people} personnes.",
    "front_run": "{rule} : {days} jours, {people} personnes, {issues} dossiers, tirage {seed}",
    "front_comparison": "{question} {seeds} tirages, {days} jours, {people} personnes",
    "outcome_failed": "{failed} vies sur {runs} sans un résultat : {why}",
    "front_sweep": "{name} : {points} points, {stored} vies sur {wanted}, {state} ({folder})",
    "outcome": "",
    "mean": "moyenne",
    "spread": "écart-type entre années",
    "difference": "écart",
    "interval": "intervalle à 95 %",
    "decision_lead": "délai de décision (jours)",
    "resolution_lead": "délai jusqu'à ce que ça tienne (jours)",
    "fit": "décisions qui tiennent (0 à 1)",
    "alignment": "alignement sur le cap (0 à 1)",
    "cohesion": "cohérence d'ensemble (0 à 1)",
    "coordination": "coordination des équipes (0 à 1)",
    "never_answered": "dossiers restés sans réponse (part)",
    "direction_distance": "écart des croyances au cap annoncé (cap)",
    "direction_spread": "dispersion des croyances (cap)",
    "action_distance": "écart des actes des équipes au cap annoncé (cap)",
    "action_spread": "dispersion des actes entre équipes (cap)",
    "exhausted_base": "personnes en zone d'alerte à la base (part)",
    "exhausted_middle": "managers intermédiaires en zone d'alerte (part)",
    "lapsed": "demandes restées sans réponse à temps (part)",
    "refused": "dossiers refusés (part)",
    "declined": "dossiers déclinés par choix (part)",
    "burnout_50": "épisodes d'alerte (par personne et an)",
    "exhaustion": "usure simulée (0 à 1)",
    "departures": "départs (par personne et an)",
    "backlog": "dossiers en attente (par personne)",
    "escalations": "remontées (par dossier)",
    "rework": "reprises (par dossier)",
    "utilisation": "heures employées (part du disponible)",
    "cx_loss": "expérience client perdue (0 à 1)",
    "commitment": "temps donné (0 à 1)",
    "engagement": "engagement (0 à 1)",
    "bootstrap": "bootstrap",
    "student": "t de Student",
    "gain": "Vivre les mêmes mondes a divisé le nombre d'années nécessaires par : {gains}.",
    "no_gain": "sans variation",
    "calibrated": "Seules charge et usure sont calées, tous curseurs au milieu ; les autres constantes sont "
    "plausibles : lisez qui est devant, non ce qu'une entreprise y gagnerait.",
    "files": "Fichiers dans {folder} : {names}",
    "slow": "la règle « {rule} » tourne en Python simple, environ 100 fois plus lentement : {why}",
    "figure_delay": "Délai de décision",
    "figure_delay_axis": "jours, réponses appliquées, moyenne sur 10 jours",
    "figure_direction": "Écart au cap annoncé",
    "figure_direction_axis": "unités de cap, moyenne des personnes et de 10 jours",
    "figure_burnout": "Usure simulée (alerte au-dessus de {theta})",
    "figure_burnout_axis": "moyenne des personnes, 0 à 1",
    "figure_day": "jour ouvré",
    "figure_caption": "Moyenne de {n} années (tirages {first} à {last}, les mêmes des deux côtés) ; bande : les 80 % "
    "d'années du milieu ; gris : rodage, non mesuré. {hash}",
    "plan_size": "{points} points x {twins} mondes x {forms} organisations = {runs} vies",
    "plan_until": "{points} points x {twins} à {cap} mondes x {forms} organisations = {runs} à {most} vies, jusqu'à ce "
    "que la moitié de l'intervalle à 95 % de {outcome} soit au plus {half}",
    "plan_time": "environ {time} ({where})",
    "plan_no_time": "pas d'estimation de la durée : aucun des points essayés n'a pu être vécu ({where})",
    "where_address": "une grappe Dask à {address}",
    "range": "de {low} à {high}",
    "stopped": "arrêté ; {stored} vies sur {wanted} sont gardées ; pour continuer : treillis resume {folder}",
    "sweep_done": "{runs} vies dans {folder} (dont {lived} maintenant, en {time} ; temps du moteur {engine})",
    "sweep_there": "{runs} vies dans {folder} : toutes étaient là, rien n'a été relancé",
    "until_done": "{low} à {high} mondes par point (médiane {median}) ; {open} points sur {points} n'ont pas "
    "atteint {half}",
    "until_cost": "coût : {runs} vies ; autant de mondes à chaque point en auraient demandé {fixed}",
    "sweep_failed": "{failed} vies sur {runs} ont échoué : la colonne « failed » dit pourquoi, attempts.jsonl les "
    "détails",
    "failed_run": "  {form}, point {point}, année {seed} : {why}",
    "measured_issues": "{n} dossiers sur les {all} du fichier sont mesurés : les jours {first} à {last} comptent",
    "points_for": "points pour {form}",
    "points_unclear": "points indécis",
    "points_note": "moyennes sur {points} points ; un point va à qui y est devant : un intervalle à 95 % qui "
    "exclut 0, et une moyenne d'au moins le plus petit effet qui compte.",
    "smallest": "plus petit",
    "largest": "plus grand",
    "experiment": "expérience",
    "points": "points",
    "runs": "vies",
    "failed": "échecs",
    "megabytes": "Mo",
    "state": "état",
    "complete": "complète",
    "open": "à continuer : treillis resume",
    "damaged": "fichiers abîmés : {n}",
    "no_sweeps": "aucune expérience sous {folder}",
    "again_exact": "{runs} vies sur {stored} de {folder} revécues : les mêmes nombres au dernier bit",
    "again_close": "{runs} vies sur {stored} de {folder} revécues : {exact} identiques au dernier bit, toutes à 1e-9 "
    "près (plus grand écart relatif {away})",
    "again_other": "{runs} vies sur {stored} de {folder} revécues : {exact} seulement sont identiques (plus grand "
    "écart relatif {away})",
}

_BOOKS = (
    dial_words,
    tournament_words,
    story_words,
    figure_words,
    flow_words,
    page_words,
    screen_words,
    claim_words,
    setting_words,
    measure_words,
    answer_words,
)
LANGUAGES = {
    "en": {**ENGLISH, **{key: said for book in _BOOKS for key, said in book.ENGLISH.items()}},
    "fr": {**FRENCH, **{key: said for book in _BOOKS for key, said in book.FRENCH.items()}},
}


def words(lang: str) -> dict[str, str]:
    """Return the sentences of a language, or say which there are."""
    if lang not in LANGUAGES:
        raise InputError(f"--lang: no language {lang!r}{nearest(lang, LANGUAGES)}")
    return LANGUAGES[lang]


def team_name(name: str, lang: str) -> str:
    """Return the name of a team: its own, or what a generated one is called in a language."""
    say, number_of = words(lang), name.removeprefix("team ")
    if name == HEADQUARTERS:
        return say["flow_headquarters"]
    return say["flow_team"].format(n=number_of) if number_of.isdigit() else name


def number(value: float, lang: str, digits: int = 2, sign: bool = False) -> str:
    """Write a number as a language does; ``–`` for one that is not there.

    Examples
    --------
    >>> number(-0.5, "fr"), number(0.123, "en", sign=True)
    ('−0,50', '+0.12')
    """
    if value != value:
        return "–"
    text = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    text = text.replace("-", "−")
    return text.replace(".", ",") if lang == "fr" else text


def ends(low: float, high: float, lang: str, digits: int = 2) -> tuple[str, str]:
    """Write the ends of an interval, with as many digits as it takes not to round one that is clear of 0 to 0.

    Examples
    --------
    >>> ends(0.001, 0.07, "en"), ends(-0.5, 0.07, "fr")
    (('+0.001', '+0.070'), ('−0,50', '+0,07'))
    """
    while digits < 6 and low * high > 0 and round(min(abs(low), abs(high)), digits) == 0:
        digits += 1
    return number(low, lang, digits, sign=True), number(high, lang, digits, sign=True)


def count(value: int, lang: str) -> str:
    """Write a whole number with its thousands apart.

    Examples
    --------
    >>> count(12345, "en")
    '12,345'
    """
    return f"{value:,}".replace(",", "\u202f") if lang == "fr" else f"{value:,}"


def duration(seconds: float, lang: str) -> str:
    """Write a time as people say it.

    Examples
    --------
    >>> duration(0.2, "en"), duration(75, "en"), duration(7300, "en"), duration(200_000, "fr")
    ('less than a second', '75 s', '2.0 h', '2,3 j')
    """
    if seconds < 1:
        return "moins d'une seconde" if lang == "fr" else "less than a second"
    for size, unit, limit in ((1, "s", 120), (60, "min", 7200), (3600, "h", 172_800)):
        if seconds < limit:
            return f"{number(seconds / size, lang, 0 if size < 3600 else 1)} {unit}"
    return f"{number(seconds / 86_400, lang, 1)} {'j' if lang == 'fr' else 'days'}"
