"""What the referees share: a snapshot's own functions are run with stand-ins, planwright is run on the same configs, and both are compared.

A snapshot is a checkout or an unpacked wheel, or a folder with the one file that is judged by. Of that file only the functions that are asked
for are compiled, so that what needs torch is never imported. Python's own library is enough.
"""
import argparse
import ast
import json
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Lenient:
    """Stands for arguments and configs: what is not set is None."""

    def __init__(self, **members):
        self.__dict__.update(members)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return None

    def get(self, name, default=None):
        return self.__dict__.get(name, default)


def tree_of(path):
    if not path.is_file():
        raise SystemExit(f"{path}: not there")
    return ast.parse(path.read_text())


def method(path, owner, name, members):
    """The function `name` of the class `owner` as the file has it; of the module itself where `owner` is None. `members` are its globals."""
    body = tree_of(path).body
    if owner:
        body = next(node for node in body if isinstance(node, ast.ClassDef) and node.name == owner).body
    found = next(node for node in body if isinstance(node, ast.FunctionDef) and node.name == name)
    found.decorator_list = []
    found.returns = None
    for argument in found.args.args:
        argument.annotation = None
    made = dict(members)
    exec(compile(ast.Module(body=[found], type_ignores=[]), str(path), "exec"), made)
    return made[name]


def refused(run):
    """None where `run` is taken, else the words that it stops with; the error's name where it has none."""
    try:
        run()
    except (AssertionError, ValueError) as error:
        return str(error) or type(error).__name__
    return None


def told(texts, suffix, severities):
    """What planwright says of each text, errors or what else is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        for index, text in enumerate(texts):
            Path(folder, f"{index:05}{suffix}").write_text(text)
        run = subprocess.run(
            ["node", str(ROOT / "bin" / "planwright.mjs"), "check", "--format", "json", folder], capture_output=True, text=True, check=False
        )
    out = {}
    for document in json.loads(run.stdout)["documents"]:
        found = [finding["message"] for finding in document["findings"] if finding["severity"] in severities]
        out[int(Path(document["path"]).stem)] = found
    return [out.get(index, []) for index in range(len(texts))]


def options(documentation):
    parser = argparse.ArgumentParser(description=documentation.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def beginning(words):
    """The words up to the first figure or bracket that only the run knows."""
    return words.split(". ")[0].split(" (")[0][:60]


def compare(name, given, cases, text_of, verdict, suffix, severities=("error",), quoted=beginning):
    """Prints how often both agree, and returns 1 where they do not; `verdict` gives None or the program's words for a case."""
    ours = told([text_of(case) for case in cases], suffix, severities)
    counts = {"both accept": 0, "both refuse": 0, "refused, not told": 0, "accepted, told": 0}
    quotes, spoken = 0, 0
    for case, messages in zip(cases, ours):
        theirs = verdict(case)
        which = ("both refuse" if messages else "refused, not told") if theirs else ("accepted, told" if messages else "both accept")
        counts[which] += 1
        quote = bool(theirs) and any(quoted(theirs) in message for message in messages)
        wordless = theirs in ("AssertionError", "ValueError")
        both = which == "both refuse" and not wordless
        quotes += both and quote
        spoken += both
        if given.verbose and (which in ("refused, not told", "accepted, told") or (both and not quote)):
            print(f"{which}: {case}\n  theirs: {theirs}\n  ours: {messages}")
    print(f"{name}, {len(cases)} configs, seed {given.seed}: " + ", ".join(f"{which} {count}" for which, count in counts.items()))
    print(f"its own words quoted in {quotes} of {spoken} refusals that have words")
    return 1 if counts["refused, not told"] or counts["accepted, told"] else 0


def fixtures(dialect, case_of, verdict, severities=("error",)):
    """Holds the program against our own examples: what is broken it refuses, what is good it takes. Returns 1 where that is not so.

    Of an example the last number or word of each key counts, wherever it stands; `case_of` makes a case of them, or None.
    """
    wrong = 0
    for path in sorted((ROOT / "test" / "frameworks" / "fixtures" / dialect).iterdir()):
        text = path.read_text()
        found = re.findall(r'^[ \t]*(?:- )?"?([A-Za-z_]\w*)"?[ \t]*[:=][ \t]*"?(-?[\w.]+)', text, re.M)
        case = case_of({key: int(value) if re.fullmatch(r"-?\d+", value) else value for key, value in found})
        theirs = None if case is None else verdict(case)
        (ours,) = told([text], path.suffix, severities)
        agree = case is not None and bool(theirs) == bool(ours) == path.name.startswith("broken")
        wrong += case is not None and not agree
        print(f"{dialect}/{path.name}: {'not judged' if case is None else 'agree' if agree else f'theirs {theirs}, ours {ours}'}")
    return 1 if wrong else 0
