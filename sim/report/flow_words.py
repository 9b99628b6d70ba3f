"""What stands on the map of where decisions flow: English, French."""

from __future__ import annotations

BOTH = {
    "flow_title": ("Where decisions flow: {form}", "Où passent les décisions : {form}"),
    "flow_title_change": (
        "Where decisions flow, before and after: {change}",
        "Où passent les décisions, avant et après : {change}",
    ),
    "flow_before": ("Before: days {first} to {last} ({n} issues)", "Avant : jours {first} à {last} ({n} dossiers)"),
    "flow_after": ("After: days {first} to {last} ({n} issues)", "Après : jours {first} à {last} ({n} dossiers)"),
    "flow_year": ("Days {first} to {last} ({n} issues)", "Jours {first} à {last} ({n} dossiers)"),
    "flow_power": (
        "two seats decide {top2} · Gini {gini} · in another team {away}",
        "deux sièges {top2} · Gini {gini} · dans une autre équipe {away}",
    ),
    "flow_from": ("came to", "arrivé chez"),
    "flow_way": ("went", "chemin"),
    "flow_to": ("was decided by", "décidé par"),
    "flow_base": ("base", "base"),
    "flow_managers": ("managers", "managers"),
    "flow_head": ("head", "direction"),
    "flow_plan": ("the plan", "le plan"),
    "flow_stayed": ("stayed there", "resté sur place"),
    "flow_asked": ("advice, meeting", "avis, réunion"),
    "flow_across": ("passed across", "passé à côté"),
    "flow_up": ("passed up", "remonté"),
    "flow_headquarters": ("headquarters", "siège"),
    "flow_team": ("team {n}", "équipe {n}"),
    "flow_days": ("days", "jours"),
    "flow_share_own": ("own", "décidé soi-même"),
    "flow_share_kept": ("kept", "gardé"),
    "flow_share_held": ("held", "a tenu"),
    "flow_share_heard": ("heard", "entendu"),
    "flow_causes": ("What brakes, in 100 issues:\n{causes}", "Ce qui freine, pour 100 dossiers :\n{causes}"),
    "flow_none": ("nothing", "rien"),
    "flow_visa_refused": ("visas refused", "visas refusés"),
    "flow_taken_back": ("taken back", "repris en main"),
    "flow_sent_back": ("sent back by a pivot", "renvoyés par un pivot"),
    "flow_lapsed": ("lay unopened", "restés fermés"),
    "flow_visa_lapsed": ("visas by silence", "visas par silence"),
    "flow_meeting_lapsed": ("meetings nobody came to", "réunions sans personne"),
    "flow_advice_lapsed": ("advice never given", "avis jamais donnés"),
    "flow_caption": (
        "Width: share of issues; days: mean from arrival to a first answer in effect; colour: whom it came to. Own: "
        "decided by whoever it came to, not by the plan; kept: never started anew, and followed; held: the answer "
        "held; heard: of what others decided, advice was asked or teams met. {years}; issues by the day they came.",
        "Largeur : part des dossiers ; jours : moyenne entre l'arrivée et une première réponse appliquée ; couleur : "
        "chez qui le dossier est arrivé. Décidé soi-même : par qui l'a reçu, non par le plan ; gardé : jamais "
        "recommencé, et suivi ; a tenu : la réponse a tenu ; entendu : de ce que d'autres décident, avis demandé ou "
        "réunion. {years} ; dossiers selon le jour d'arrivée.",
    ),
    "flow_written": ("Map: {file}", "Carte : {file}"),
    "flow_years_one": ("Seed {first}", "Tirage {first}"),
    "flow_years": ("Seeds {first} to {last}, added up", "Tirages {first} à {last}, additionnés"),
}

ENGLISH = {key: english for key, (english, _) in BOTH.items()}
FRENCH = {key: french for key, (_, french) in BOTH.items()}
