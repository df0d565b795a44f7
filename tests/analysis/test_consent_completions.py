"""Consent against every completion of what is not known, and never worse for one more who agrees."""

from fractions import Fraction
from itertools import product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from voted import registered, votes

from pianqu.analysis import standards
from pianqu.analysis.votes import consent
from pianqu.analysis.votes.ballots import ANSWERS

RULES = ["cc278", "ev.cd", "ev.bj.consent"]
RANK = {"fail": 0, "undetermined": 1, "pass": 2}
AREAS = (40.0, 45.5, 60.01)
TABLE = standards.load("consent_rules").query("topic == 'elevator'").set_index("set")
SIZES = (Fraction(1, 1000), Fraction(50), Fraction(10**6))


def judged(*frames, **options):
    table = pd.concat(frames)
    found = consent.tables(table, households=registered(table), **options)
    return found["consents"].set_index("unit")


def unit(name, households):
    """A stairwell of (answer, area) pairs; None where it is not known."""
    frame = votes(name, unknown=len(households), area=[area for _, area in households])
    return frame.assign(vote=[said for said, _ in households])


def passes(name, said, areas):
    """The rule as it is written, every answer and area being known."""
    row = TABLE.loc[name].to_dict()
    for what, weights in (("persons", [1] * len(said)), ("area", areas)):
        pairs = list(zip(said, weights, strict=True))
        agree = sum(weight for word, weight in pairs if word == "agree")
        took = sum(weight for word, weight in pairs if word in ("agree", "against", "abstain"))
        base = sum(weights) if row["base"] == "all" else took
        for part, over, of in (("quorum", took, sum(weights)), ("agree", agree, base)):
            if str(row[f"{part}_{what}_num"]) == "":
                continue
            needed = Fraction(int(row[f"{part}_{what}_num"]), int(row[f"{part}_{what}_den"]))
            if of == 0 or Fraction(over) / Fraction(of) < needed:
                return False
    return row["objections"] == "yes" or "against" not in said


def outcomes(name, households):
    """What every completion of the unknown answers and areas would give."""
    said = [ANSWERS if word is None else (word,) for word, _ in households]
    areas = [SIZES if area is None else (Fraction(str(area)),) for _, area in households]
    return {passes(name, words, sizes) for words in product(*said) for sizes in product(*areas)}


answers = st.sampled_from([*ANSWERS, "agree", "agree", None])
homes = st.lists(st.tuples(answers, st.sampled_from(AREAS)), min_size=1, max_size=4)
vague = st.lists(st.tuples(answers, st.sampled_from([*AREAS, None])), min_size=1, max_size=3)


@given(st.lists(homes, min_size=20, max_size=20), st.sampled_from(RULES))
@settings(max_examples=6, deadline=None)
def test_unknown_answers_are_settled_only_where_all_completions_agree(places, rules):
    found = judged(*(unit(f"U{at}", place) for at, place in enumerate(places)), rules=rules)

    for at, place in enumerate(places):
        every = outcomes(rules, place)
        expected = "undetermined" if len(every) > 1 else "pass" if every == {True} else "fail"
        assert found.loc[f"U{at}", "verdict"] == expected


@given(st.lists(vague, min_size=20, max_size=20), st.sampled_from(RULES))
@settings(max_examples=6, deadline=None)
def test_unknown_areas_never_pass_and_say_whether_they_decide(places, rules):
    found = judged(*(unit(f"U{at}", place) for at, place in enumerate(places)), rules=rules)

    for at, place in enumerate(places):
        every, row = outcomes(rules, place), found.loc[f"U{at}"]
        blank = rules != "ev.bj.consent" and any(area is None for _, area in place)
        assert row["verdict"] != "pass" or (every == {True} and not blank)
        assert row["verdict"] != "fail" or every == {False}
        if blank and row["verdict"] == "undetermined" and None not in [word for word, _ in place]:
            assert row["area_decides"] == (False in every)


@given(st.lists(homes, min_size=8, max_size=8), st.data(), st.sampled_from(RULES))
@settings(max_examples=6, deadline=None)
def test_one_more_who_agrees_never_makes_it_worse(places, data, rules):
    frames = []
    for nth, place in enumerate(places):
        at = data.draw(st.integers(0, len(place) - 1))
        turned = [*place[:at], ("agree", place[at][1]), *place[at + 1 :]]
        more = [*place, ("agree", data.draw(st.sampled_from(AREAS)))]
        blank = [*place, ("agree", None)]
        every = {"was": place, "turned": turned, "more": more, "blank": blank}
        frames += [unit(f"{name}-{nth}", each) for name, each in every.items()]
    ranks = judged(*frames, rules=rules)["verdict"].map(RANK)

    for nth in range(len(places)):
        was, turned, more, blank = (
            ranks[f"{name}-{nth}"] for name in ("was", "turned", "more", "blank")
        )
        assert min(turned, more) >= was
        assert not (was == RANK["pass"] and blank == RANK["fail"])
