"""Every refusal that the code can utter has a sentence for people."""

import ast
import re
from pathlib import Path

from palui.ui.domain import SENTENCES

SRC = Path(__file__).resolve().parents[2] / "src" / "palui"
REFUSALS = {"DomainError", "Conflict"}


def codes_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSALS]
    first = [call.args[0] for call in calls if call.args]
    return {word.value for word in first if isinstance(word, ast.Constant)}


def test_every_code_of_the_program_has_a_sentence():
    missing = {
        f"{path.relative_to(SRC)}: {code}" for path in SRC.rglob("*.py") for code in codes_in(path) - set(SENTENCES)
    }
    assert missing == set()


def test_sentences_are_whole_and_end_with_a_full_stop():
    assert [text for text in SENTENCES.values() if not re.fullmatch(r"[A-Z“%].*[.?]", text)] == []


def test_sentences_do_not_blame():
    assert [
        text for text in SENTENCES.values() if re.search(r"\b(salah Anda|gagal|invalid|error|tidak valid)\b", text)
    ] == []
