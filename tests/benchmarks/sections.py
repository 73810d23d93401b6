"""Write results into the README beside this file, each into the section of its benchmark, with script, day and machine:

    python -m tests.benchmarks.planted > planted.json
    python -m tests.benchmarks.sections planted.json

A section stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``; what is around it is written by hand. ``--show``
prints the sections and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

README = Path(__file__).with_name("README.md")
NAME = re.compile(r"[a-z_]+")


def section(result: Mapping[str, Any]) -> str:
    """What `markdown` of the benchmark makes of its result, and the line that says where it comes from."""
    benchmark = import_module(f"tests.benchmarks.{name_of(result)}")
    return f"{benchmark.markdown(result)}\n\n{origin(result)}"


def name_of(result: Mapping[str, Any]) -> str:
    name = result.get("benchmark", "")
    if not NAME.fullmatch(name) or not Path(__file__).with_name(f"{name}.py").is_file():
        raise SystemExit(f"this is the result of no benchmark here: {name or 'it has no field benchmark'}")
    return str(name)


def origin(result: Mapping[str, Any]) -> str:
    """Command, day, processor, threads, model if there is one, and versions, in one line."""
    machine = result["machine"]
    versions = {"python": machine["python"], **machine["versions"]}
    model = f"; model {machine['model']} (weights {machine['weights'][:8]})" if "model" in machine else ""
    return (
        f"`{result['command']}`, {result['measured']}; {machine['processor']}, {machine['cpus']} CPUs, threads: "
        f"{machine['threads']}{model}; " + ", ".join(f"{name} {version}" for name, version in versions.items()) + "."
    )


def written(readme: str, name: str, text: str) -> str:
    """The README with another text in one section."""
    found = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if len(found.findall(readme)) != 1:
        raise SystemExit(f"README.md needs one section <!-- {name} --> … <!-- /{name} -->")
    return found.sub(lambda marks: f"{marks[1]}{text}\n{marks[2]}", readme)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, nargs="+", help="JSON as a benchmark printed it")
    parser.add_argument("--show", action="store_true", help="print the sections, write nothing")
    options = parser.parse_args()
    readme = README.read_text(encoding="utf-8")
    for path in options.results:
        result = json.loads(path.read_text(encoding="utf-8"))
        text = section(result)
        readme = written(readme, name_of(result), text)
        if options.show:
            print(text)
    if not options.show:
        README.write_text(readme, encoding="utf-8")
        print(f"{README.name}: {len(options.results)} written", file=sys.stderr)


if __name__ == "__main__":
    main()
