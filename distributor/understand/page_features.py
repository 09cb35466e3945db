"""What ranks the sentences of a page: their words, figures and place, and what an editor of the house would give them. Pure."""

import re
from collections.abc import Sequence

from distributor.understand import cues
from distributor.understand.candidate import Candidate
from distributor.understand.features import Features
from distributor.understand.sentences import Sentence
from distributor.understand.signals import telling_words
from distributor.understand.wording import count

LONG = 300
SHORT = 60
_SAYS = re.compile(
    r"(?<!\w)(?:cho biết|cho hay|chia sẻ|nói|phát biểu|khẳng định|nhấn mạnh|theo ông|theo bà|đồng chí|ông|bà)(?!\w)",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"(?<!\w)(?:hội nghị|phiên họp|buổi|sáng|chiều|đại biểu|tham dự|chủ trì|phát động|khai mạc|trao|lễ)(?!\w)",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?<!\w)(?:ảnh|nguồn|minh họa|tác giả|lượt xem)(?!\w)", re.IGNORECASE)


def page_features(
    title: str, kind: str, sentences: Sequence[Sentence], candidates: Sequence[Candidate]
) -> list[Features]:
    """Return the features of each candidate, in order."""
    about = telling_words([title])
    found: list[Features] = []
    for place, each in enumerate(candidates):
        sentence = sentences[each.place]
        text, own = each.words, each.signs
        values: dict[str, float] = {f"says_{name}": 1.0 for name in own.named}
        values |= {f"figure_{name}": 1.0 for name in ("money", "percent", "span", "day", "act") if own.count(name)}
        values["figures"] = min(1.0, own.count("figure") / 3)
        if own.subject:
            values[f"of_{own.subject}"] = 1.0
        long = count(text)
        values["words_few"] = float(long < 12)
        values["words_many"] = float(long > 45)
        values["first"] = float(each.place == 0)
        values["second"] = float(each.place == 1)
        values["early"] = max(0.0, 1.0 - each.place / 8)
        values["late"] = float(each.place > 12)
        values["summary"] = float(sentence.part == "summary")
        values["listed"] = float(sentence.listed)
        values["of_answer"] = float(sentence.section == "answer")
        values["concludes"] = float(cues.CONCLUSION.match(sentence.text) is not None)
        values["of_title"] = len(telling_words([text]) & about) / max(3, min(len(about), 10)) if about else 0.0
        values["firm"] = float(cues.FIRM_RULES.search(text) is not None)
        values["quantity"] = float(cues.QUANTITY.search(text) is not None)
        values["announces"] = float(cues.ANNOUNCES.search(text) is not None)
        values["to_offices"] = float(cues.OFFICES.search(text) is not None)
        values["only_effect"] = float(cues.ONLY_EFFECT.match(text) is not None)
        values["spoken"] = float(_SAYS.search(text) is not None)
        values["event"] = float(_EVENT.search(text) is not None)
        values["caption"] = float(_CAPTION.search(text) is not None)
        values["trick"] = float(kind == "scam_warning" and cues.TRICK.search(text) is not None)
        values["denial"] = float(kind == "scam_warning" and cues.DENIAL.search(text) is not None)
        values["result"] = float(
            kind in {"policy_dialogue", "council_activity"} and cues.RESULT.search(text) is not None
        )
        values["proposal"] = float(kind == "draft_for_comment" and text.casefold().startswith("dự thảo"))
        values[f"role_{each.role}"] = 1.0
        values["by_hand"] = max(-1.0, min(1.5, _by_hand(kind, sentence, text, place) / 8))
        found.append(values)
    return found


def _by_hand(kind: str, sentence: Sentence, text: str, place: int) -> float:
    """Return what an editor of the house would give it: quantities, words that rule, whom it concerns, how early it stands."""
    quantities = sum(
        not cues.OF_A_DATE.search(text[max(0, found.start() - 8) : found.start()])
        for found in cues.QUANTITY.finditer(text)
    )
    weight = min(4.5, 1.8 * quantities)
    weight += min(2.0, 0.7 * len({found.casefold() for found in cues.RULES.findall(text)}))
    weight += 1.2 * bool(cues.FIRM_RULES.search(text)) + 1.0 * bool(cues.CITIZENS.search(text)) + 1.5 * sentence.listed
    weight += 0.8 * bool(cues.ANY_DAY.search(text)) + max(0.0, 1.0 - 0.1 * place)
    weight -= 1.0 * (len(text) > LONG or (len(text) < SHORT and not quantities))
    weight -= 4.0 * bool(cues.OFFICES.search(text) or sentence.section == "offices") + 5.0 * bool(
        cues.ANNOUNCES.search(text)
    )
    weight -= 9.0 * bool(cues.ONLY_EFFECT.match(text) or sentence.section in {"effect", "addressees"})
    weight -= 2.0 * bool(cues.DEFINITION.match(text))
    return weight + _for_kind(kind, sentence, text)


def _for_kind(kind: str, sentence: Sentence, text: str) -> float:
    if kind == "scam_warning":
        # What the office never does comes before what the swindler does: it is what a citizen can hold on to.
        return 3.0 * bool(cues.TRICK.search(text)) + 10.0 * bool(cues.DENIAL.search(text))
    if kind in {"question", "legal_aid"}:
        return 4.0 * bool(cues.CONCLUSION.match(sentence.text)) + 1.0 * (sentence.section == "answer")
    if kind in {"policy_dialogue", "council_activity"}:
        return 2.0 * bool(cues.RESULT.search(text))
    return 2.0 * (kind == "draft_for_comment" and text.casefold().startswith("dự thảo"))
