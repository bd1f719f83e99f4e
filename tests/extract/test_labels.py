"""Facts about labels: invented sentences of each sense and stance, any text at all, the gold set."""

import os
import pickle
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from policy_corpus.extract import labels
from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.lexicon import WHOSE
from policy_corpus.extract.stance import STANCES
from policy_corpus.extract.stance_model import MODEL
from policy_corpus.paths import ROOT

LEXICON = Lexicon.read(ROOT / "data" / "lexicon.yml")


def stance(category: str, clause: str, lead_in: str = "") -> str:
    return LEXICON.label(clause, lead_in)[category].stance


# ---------------------------------------------------------------- senses and stances


@pytest.mark.parametrize(
    "clause",
    [
        "With your consent we gather biometric identifiers at the turnstile.",
        "Our kiosk builds a faceprint of each visitor.",
        "We match your selfie with the picture on your passport.",
        "The lift opens by facial recognition.",
        "Your hand geometry and a scan of your iris",
        "You may sign in with your fingerprint.",
        "A voiceprint is drawn from your first call.",
        "The camera works out the position of your eyes and parts of your face.",
        "During sign-up a liveness check is carried out.",
        "Our software detects faces in the pictures you upload.",
        "BIOMETRIC DATA: used to open your locker.",
        "We keep voice\u00adprints and use “facial recognition” at the gate.",
        "We obtain face\u2011prints from the door camera.",
        "We use **biometric** [identifiers](https://example.org/none) at the door.",
    ],
)
def test_speaks_of_biometrics(clause):
    assert stance("biometric", clause) == "collects"


@pytest.mark.parametrize(
    "clause",
    [
        "We use browser fingerprinting to spot fraud.",
        "Your device fingerprint and IP address are logged.",
        "Write to the Irish regulator if you wish.",
        "Problems you may face are answered in our forum.",
        "You can meet us face to face in Oslo.",
        "Voice commands are turned into text.",
        "We store the videos you record.",
        "You may tell us your height and hair colour.",
        "Iris Berg is our data protection officer.",
        "Models by Hugging Face run on our servers.",
    ],
)
def test_other_senses_are_not_biometric(clause):
    assert stance("biometric", clause) == "none"


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("We do not collect biometric data.", "denies"),
        ("We don’t knowingly process any biometric data.", "denies"),
        ("We never create faceprints of our guests.", "denies"),
        ("Biometric data: we do not collect this.", "denies"),
        ("Finding a chair in a picture isn't the same as identifying your face.", "denies"),
        ("Biometric templates are not stored by us.", "denies"),
        ("No biometric data is gathered.", "denies"),
        ("We do not use biometric data for anything other than to open your biometric locker.", "collects"),
        ("Learn more about facial recognition in our help pages.", "mentions"),
        ("What is facial recognition?", "mentions"),
        ("You may turn off face recognition in the settings.", "mentions"),
        ("You have the right to have your faceprint erased.", "mentions"),
        ("Biometric data is deleted after three years.", "mentions"),
        ("“Biometric identifier” means a scan of a hand or face.", "mentions"),
        ("This notice does not apply to the biometric data of visitors.", "mentions"),
        ("We collect biometric data, which you can delete in the settings.", "collects"),
        ("We have no eyes on you and do not have access to your Face ID data.", "denies"),
        ("We cannot view or store your faceprint.", "denies"),
        ("We refrain from using faceprints.", "denies"),
        ("We are unable to access your Face ID information.", "denies"),
        ("At no point do we draw faceprints.", "denies"),
        ("We stopped collecting faceprints.", "denies"),
        ("We no longer store faceprints.", "denies"),
        ("We have no access to your fingerprint.", "denies"),
        ("For questions regarding your faceprint, write to our office.", "mentions"),
        ("Faceprints are created when you join and deleted when you leave.", "collects"),
        ("Fingerprints are collected at the gate and are not kept beyond the day.", "collects"),
        ("Your faceprint is captured at check-in and then permanently deleted.", "collects"),
        ("Faceprints that are captured at check-in are kept for a day.", "mentions"),
        ("Biometric data which was taken at the gate is erased and not kept.", "mentions"),
        ("When we no longer use your voiceprint we delete it.", "mentions"),
        ("Once we no longer need or use a faceprint, it is erased.", "mentions"),
        ("We no longer use your voiceprint.", "denies"),
        ("Faceprints are created on entry and are never shared with others.", "collects"),
        ("Voiceprints are used to greet you, and not sold.", "collects"),
        ("Berth numbers are kept, and your faceprint is not shared.", "denies"),
        ("We keep voiceprints no longer than necessary.", "mentions"),
        ("We collect voiceprints and keep them no longer than necessary.", "collects"),
        ("It is not our practice to collect fingerprints.", "denies"),
        ("We stopped asking for fingerprints in spring.", "denies"),
        ("Biometric information: not applicable.", "denies"),
        ("We use retina patterns to identify you.", "collects"),
        ("If you have questions about your faceprint, write to us.", "mentions"),
        ("We extract a faceprint from your picture; it is deleted after a day.", "collects"),
    ],
)
def test_stance_of_biometrics(clause, expected):
    assert stance("biometric", clause) == expected


@pytest.mark.parametrize(
    "clause",
    [
        "We no longer use your letters to train our models.",
        "We promise that we will never train AI on your letters.",
        "We do not use the letters to train AI, and you find this in your settings.",
        "You will find that we do not train models on your letters.",
    ],
)
def test_what_is_no_longer_done_is_denied(clause):
    assert stance("ai_training", clause) == "denies"
    assert stance("biometric", "We no longer collect your fingerprints.") == "denies"
    assert stance("biometric", "Fingerprints are no longer collected.") == "denies"


@pytest.mark.parametrize(
    "clause",
    [
        'Turn on "Do not train AI on my letters" at any time.',
        "Switching on “Never train models on my letters” takes a day.",
        'A switch named "Do not train AI on my letters" is in your settings.',
        'The "Don\'t use my letters to train AI" option is under Privacy.',
        "Under Settings you find “Never train models on my letters”.",
        'In the menu, choose "Never train AI on my letters".',
        "Under Privacy you see a switch that says “Do not train models on my letters”.",
    ],
)
def test_a_setting_that_is_named_by_a_denial_denies_nothing(clause):
    assert stance("ai_training", clause) == "mentions"


@pytest.mark.parametrize(
    ("category", "clause", "expected"),
    [
        ("ai_training", "We train the model not to disclose personal information.", "none"),
        (
            "ai_training",
            "We use your letters to train our AI models without delaying your requests.",
            "collects",
        ),
        ("biometric", "We scan your face for no more than necessary to verify you.", "collects"),
        ("biometric", "We use your fingerprint no more than necessary to open the door.", "collects"),
        ("biometric", "We use voiceprints to spot callers delaying payment.", "collects"),
    ],
)
def test_false_friends_of_a_denial_deny_nothing(category, clause, expected):
    assert stance(category, clause) == expected


@pytest.mark.parametrize(
    "clause",
    [
        "We collect your face scan to verify you, and we do not keep it for longer than 30 days.",
        "We collect your face scan to verify you, which we do not store after 30 days.",
        "We use your fingerprint to verify you and do not retain it afterwards.",
        "We collect your fingerprints while you are a customer and never keep them after that.",
        "Your face scan is used to verify you and will not be stored after the check.",
    ],
)
def test_a_retention_tail_keeps_the_stance_of_its_main_clause(clause):
    assert stance("biometric", clause) == "collects"


@pytest.mark.parametrize(
    "clause",
    [
        "your job title and employer",
        "We receive your employment history from the agency.",
        "Occupation",
        "We gather your résumé and cover letter when you apply for a job with us.",
        "Your educational background, degrees and schools attended",
        "We use student records to set your timetable.",
        "We obtain your work history from your profile.",
        "Your job title, employment contract and hiring date",
        "The title or position of the gardeners",
        "We gather the names, roles and departments of your employees.",
        "Your workplace or school is shown on your profile.",
        "The company name and your position",
        "Your grades and where you studied",
        "Your work or college is shown on your profile.",
    ],
)
def test_speaks_of_employment(clause):
    assert stance("employment", clause) == "collects"


@pytest.mark.parametrize(
    "clause",
    [
        "We employ encryption at every step.",
        "Our employees have access only where they need it.",
        "You can resume playing where you left off.",
        "The app works best on a tablet.",
        "Guides are given for educational purposes.",
        "We share it with our professional advisers.",
        "You may complain where you live or at your place of work.",
        "Section 22 of the Business and Professions Code gives you this right.",
        "We use it to do our job well.",
        "These terms do not create a contract of employment.",
        "With the exception of our recruitment, we ask for no sensitive data.",
        "Our neighbours offer job search for gardeners.",
        "Except for recruitment purposes, we ask for no sensitive data.",
        "Nothing in these terms creates an employment relationship.",
    ],
)
def test_other_senses_are_not_employment(clause):
    assert stance("employment", clause) == "none"


@pytest.mark.parametrize(
    ("clause", "whose"),
    [
        ("If you apply for a job with us, we read your work history.", "applicants"),
        ("Data of job applicants is kept apart.", "applicants"),
        ("You can add your job title to your profile.", "users"),
        ("We recommend jobs by your work history.", "users"),
        ("Human resources data from our pension scheme and employment files", "staff"),
        ("Employment information", "unclear"),
        ("We use cookies.", "none"),
    ],
)
def test_whose_employment(clause, whose):
    assert LEXICON.label(clause)["employment"].whose == whose


@pytest.mark.parametrize(
    "clause",
    [
        "Your posts may be used to train our machine learning models.",
        "We use what you write to improve our algorithms.",
        "We fine-tune language models on public recordings.",
        "Chats help us develop and improve artificial intelligence.",
        "Your voice is used for training and improving our filter technology.",
        "Training data is taken from open sources.",
    ],
)
def test_speaks_of_ai_training(clause):
    assert stance("ai_training", clause) == "collects"


@pytest.mark.parametrize(
    "clause",
    [
        "We train our staff in data protection.",
        "Calls are recorded for quality and training purposes.",
        "The train leaves at nine.",
        "We log the model of your phone.",
        "Our chatbot answers your questions.",
        "We improve our services.",
        "We use algorithms to suggest songs.",
        "Transfers rest on the EU model clauses.",
        "The software developers rely on artificial lighting.",
        "We improve our services with artificial intelligence.",
        "Improve and crop garden pictures using AI-powered tools.",
        "Your coach may train on our lawn.",
    ],
)
def test_other_senses_are_not_ai_training(clause):
    assert stance("ai_training", clause) == "none"


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("We do not use your letters to train AI models.", "denies"),
        ("Your letters are never used to train our models.", "denies"),
        ("You can opt out of the training of our AI models.", "mentions"),
        ("How do we train our models?", "mentions"),
        ("We use your letters to train AI models unless you opt out.", "collects"),
        ("Under no circumstances do we train AI models on your letters.", "denies"),
        ("None of your letters is used to train AI models.", "denies"),
        ("Your letters are exempt from AI training.", "denies"),
        ("We are not, and will not be, using letters to train AI models.", "denies"),
        ("Our printers are not permitted to train their models on your letters.", "denies"),
        ("Neither we nor our printers train models on your letters.", "denies"),
        ("No data will be used for training.", "denies"),
        ("In no event will letters be used to train AI models.", "denies"),
        ("Letters will not, under any circumstances, be used for training AI models.", "denies"),
        ("No letters or photos are used to train our models.", "denies"),
        ("Nothing you write is used to train AI.", "denies"),
        ("Letters are never fed into model training.", "denies"),
        ("We refuse to train AI on letters.", "denies"),
        ("We do not, now or in the future, train AI on letters.", "denies"),
        ("We don't allow printers to train their models on letters.", "denies"),
        ("To stop us from training AI on your letters, turn off the switch.", "mentions"),
        ('Tap "do not use letters for training" to be left out of AI training.', "mentions"),
        ("We have postponed the training of our AI models on letters.", "mentions"),
        ("We retain letters in order to fine-tune our language models.", "collects"),
        ("We are pausing our plan to train AI models on letters.", "mentions"),
        ("Once you turn this off, your letters will not be used to train our models.", "mentions"),
        ("We do not want to use more letters than needed to develop our AI models.", "collects"),
        ("We do not train models on letters, unless they are flagged, in which case we may.", "collects"),
        ("We update our spam classifiers with your letters.", "collects"),
    ],
)
def test_stance_of_ai_training(clause, expected):
    assert stance("ai_training", clause) == expected


@pytest.mark.parametrize(
    ("category", "clause"),
    [
        ("email_address", "We ask for your e-mail address."),
        ("cookies", "We set cookies."),
        ("postal_address", "We need a postal address for parcels."),
        ("location", "We read your precise location."),
        ("contacts", "We upload your address book."),
        ("health", "We note medical conditions."),
        ("children", "We ask parents about their children."),
    ],
)
def test_controls_and_context(category, clause):
    assert stance(category, clause) == "collects"
    assert stance(category, "We sell garden chairs.") == "none"


# ---------------------------------------------------------------- lead-ins


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("E. Biometric information: NO", "denies"),
        ("Facial templates. We use them at the gate: No.", "denies"),
        ("Biometric information, such as a faceprint (not relevant here);", "denies"),
        ("Biometric information is a type of secret: YES", "collects"),
        ("Biometric information is read: no gate opens without it.", "collects"),
    ],
)
def test_an_answer_at_the_end_decides(clause, expected):
    assert stance("biometric", clause) == expected


def test_a_heading_that_asks_how_or_why_makes_its_items_no_mentions():
    assert stance("biometric", "To match your face at the gate.", "Why we use your data") == "collects"
    assert stance("biometric", "Biometric data", "How long we keep it") == "mentions"


def test_item_takes_the_stance_of_its_lead_in():
    assert stance("biometric", "biometric data;", "We collect:") == "collects"
    assert stance("biometric", "biometric data;", "We do not collect any of the following:") == "denies"
    assert stance("biometric", "draw your faceprint", "We will never:") == "denies"
    assert stance("biometric", "draw your faceprint", "What we don't do:") == "denies"
    assert (
        stance("biometric", "your faceprint;", "You have the right to ask for the deletion of") == "mentions"
    )


@pytest.mark.parametrize(
    ("category", "clause", "lead_in", "expected"),
    [
        # a head belongs to the sentence that it names
        ("biometric", "Biometric templates. We do not store these.", "", "denies"),
        ("biometric", "Faceprints. Drawn from the pictures that you upload.", "", "collects"),
        ("biometric", "We gather faceprints. You may tell us to stop.", "", "collects"),
        # a heading that asks what is done is no pointer to another page
        ("employment", "We look at your job title.", "How and why we use your data", "collects"),
        ("employment", "How we use your job title", "", "mentions"),
        # what such data is, by a law or a list
        ("biometric", "Data on race, ethnic origin or politics, and biometric data.", "", "mentions"),
        ("biometric", "We collect your race, ethnic origin and biometric data.", "", "collects"),
        ("biometric", "Behavioural and biological characteristics, such as a faceprint.", "", "mentions"),
        # retention and removal, though the sentence says that the data was collected
        ("biometric", "We destroy the faceprints that we obtained after a week.", "", "mentions"),
        ("biometric", "We collect your faceprint and delete it after a week.", "", "collects"),
        ("biometric", "Your faceprint is not uploaded to our servers.", "", "denies"),
        # what is wrong and how to mend it
        ("employment", "If your job title is wrong, write to the office.", "", "mentions"),
        ("employment", "Gardeners may ask to correct their job title.", "", "mentions"),
        # whom a page is for, and which other page says more
        ("employment", "This page does not cover data about our employees.", "", "mentions"),
        ("employment", "For job applicants in Ruritania, these conditions apply.", "", "mentions"),
        ("employment", "Please note our Candidate Privacy Notice.", "", "mentions"),
        ("employment", "We have duties under employment law.", "", "mentions"),
        ("ai_training", "Artificial Intelligence Development Disclosure", "", "mentions"),
        ("ai_training", "We tested it with a pre-trained language model.", "", "none"),
        ("ai_training", "Your letters help our models become more accurate.", "", "collects"),
        ("ai_training", "When we use your letters to train our models, you can opt out.", "", "collects"),
    ],
)
def test_sentences_about_the_policy_are_no_collection(category, clause, lead_in, expected):
    assert stance(category, clause, lead_in) == expected


def test_lead_in_is_no_part_of_the_clause():
    assert stance("biometric", "your shoe size;", "We collect biometric data such as:") == "none"


def test_a_name_that_stands_alone_is_no_collection_but_an_item_is():
    name = "Professional or employment-related information"
    assert stance("employment", name) == "mentions"
    assert LEXICON.label(name)["employment"].rule == MODEL
    assert stance("employment", name, "We collect the following about you:") == "collects"


def test_without_the_model_the_rules_word_stands(tmp_path):
    for file in ("lexicon.yml", "categories.csv"):
        (tmp_path / file).write_bytes((ROOT / "data" / file).read_bytes())
    label = Lexicon.read(tmp_path / "lexicon.yml").label("Professional or employment-related information")
    assert (label["employment"].stance, label["employment"].rule) == ("collects", "names")


def test_only_the_last_sentence_of_a_lead_in_counts():
    lead_in = "We do not sell data. We collect the following:"
    assert stance("biometric", "biometric data", lead_in) == "collects"


def test_abbreviations_do_not_end_a_sentence():
    assert (
        stance("biometric", "We do not collect sensitive data (e.g. health, faith, biometric data).")
        == "denies"
    )


# ---------------------------------------------------------------- properties

ANY_TEXT = st.text(max_size=300)
WORDS = [
    *(
        "We",
        "do not",
        "collect",
        "biometric data",
        "to train",
        "our models",
        ".",
        ",",
        "your employer’s",
        "?",
    ),
    *("job title", "cookies", "<br>", "](x)", "**", "fingerprint", "browser", "you can", "delete", "—", "\n"),
]
PHRASES = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@given(ANY_TEXT | PHRASES, ANY_TEXT | PHRASES)
def test_any_text_gets_a_label(clause, lead_in):
    for label in LEXICON.label(clause, lead_in).values():
        assert label.about in (0, 1)
        assert label.stance in STANCES
        assert label.whose in WHOSE
        assert (label.stance == "none") == (not label.about)


@given(PHRASES, PHRASES)
def test_case_does_not_matter(clause, lead_in):
    assert LEXICON.label(clause.upper(), lead_in.upper()) == LEXICON.label(clause.lower(), lead_in.lower())


@given(st.lists(PHRASES | ANY_TEXT, min_size=1, max_size=12), st.randoms())
def test_labels_do_not_depend_on_neighbours_or_order(clauses, random):
    together = LEXICON.label_all(clauses)
    order = list(range(len(clauses)))
    random.shuffle(order)
    shuffled = LEXICON.label_all([clauses[i] for i in order])
    pd.testing.assert_frame_equal(shuffled, together.iloc[order].reset_index(drop=True))
    for number, clause in enumerate(clauses):
        for category, label in LEXICON.label(clause).items():
            row = together.loc[number, [f"{category}_about", f"{category}_stance"]]
            assert tuple(row) == (label.about, label.stance)


def test_chunks_make_no_difference(monkeypatch):
    clauses = ["We use cookies.", "We do not collect biometric data.", "Hello.", "Your job title"] * 5
    whole = LEXICON.label_all(clauses)
    monkeypatch.setattr(labels, "CHUNK", 3)
    pd.testing.assert_frame_equal(LEXICON.label_all(clauses), whole)


def test_a_very_long_clause_is_judged_soon_by_its_beginning():
    assert stance("ai_training", "train model " * 100_000) == "collects"
    assert stance("biometric", "so " * 100_000 + "biometric") == "none"


def test_nothing_gives_an_empty_table():
    table = LEXICON.label_all([])
    assert len(table) == 0
    assert list(table)[:4] == ["biometric_about", "biometric_stance", "employment_about", "employment_stance"]


def test_lead_ins_must_match():
    with pytest.raises(ValueError, match="one lead-in per clause"):
        LEXICON.label_all(["a", "b"], ["c"])


def test_lexicon_goes_to_other_processes():
    again = pickle.loads(pickle.dumps(LEXICON))
    assert again.label("Our kiosk builds a faceprint.") == LEXICON.label("Our kiosk builds a faceprint.")


# ---------------------------------------------------------------- the gold set


def f1(right: pd.Series, found: pd.Series) -> float:
    return 2 * (right & found).sum() / (right.sum() + found.sum())


SHARED = Path(os.environ.get("POLICY_SHARED", ROOT.parent / "shared"))


@pytest.mark.archives
def test_every_case_is_read_rightly():
    cases = pd.read_csv(SHARED / "cases" / "clauses.csv", keep_default_na=False)
    labelled = LEXICON.label_all(cases["clause"].tolist(), cases["lead_in"].tolist())
    for row in cases.itertuples():
        found = labelled.loc[row.Index, [f"{row.category}_about", f"{row.category}_stance"]].tolist()
        assert found == [row.about, row.stance], row.clause


@pytest.mark.archives
@pytest.mark.parametrize(
    ("category", "about", "collects", "stances"),
    [
        ("biometric", 0.97, 0.93, 0.92),
        ("employment", 0.96, 0.94, 0.92),
        ("ai_training", 0.97, 0.95, 0.94),
    ],
)
def test_gold_set(category, about, collects, stances):
    gold = pd.read_csv(SHARED / "gold" / "gold_dev.csv", keep_default_na=False)
    gold = gold[gold["category"] == category]
    labelled = LEXICON.label_all(gold["clause"].tolist()).set_index(gold.index)
    assert f1(gold["about"] == 1, labelled[f"{category}_about"] == 1) >= about
    found = labelled[f"{category}_stance"]
    assert f1(gold["stance"] == "collects", found == "collects") >= collects
    relevant = gold["about"] == 1
    assert (gold["stance"] == found)[relevant].mean() >= stances
