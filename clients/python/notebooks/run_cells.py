"""Runs the notebook's cells without Jupyter: those for which all is there, and says which it left out.

    python run_cells.py                 # every cell in order, in one namespace
    python run_cells.py --list          # what each cell imports, needs and calls, as JSON

A cell's metadata names what it needs: modules, and "service" for MARQUEE_KEY and a running service.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).with_name("train-a-ranker.ipynb")


def code_cells() -> list[tuple[str, str, list[str]]]:
    """Id, source and needs of each."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return [
        (cell["id"], "".join(cell["source"]), cell["metadata"]["marquee"]["needs"])
        for cell in cells
        if cell["cell_type"] == "code"
    ]


def is_here(need: str) -> bool:
    if need == "service":
        return bool(os.environ.get("MARQUEE_KEY"))
    return importlib.util.find_spec(need) is not None


def run() -> None:
    # As in Jupyter, whose kernel starts in the notebook's folder.
    os.chdir(NOTEBOOK.parent)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell_id, source, needs in code_cells():
        missing = [need for need in needs if not is_here(need)]
        if missing:
            print(f"{cell_id}: left out, there is no {', '.join(missing)} here", flush=True)
            continue
        print(f"{cell_id}: runs", flush=True)
        module = ast.parse(source, cell_id)
        shown = module.body.pop() if isinstance(module.body[-1], ast.Expr) else None
        exec(compile(module, cell_id, "exec"), namespace)
        if isinstance(shown, ast.Expr):
            value = eval(compile(ast.Expression(shown.value), cell_id, "eval"), namespace)
            if value is not None:
                print(value, flush=True)


def told(source: str) -> dict[str, Any]:
    """Modules that a cell imports, and the commands of Marquee's that it runs: what is no literal is null."""
    nodes = list(ast.walk(ast.parse(source)))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    commands = [
        [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "marquee"
    ]
    roots = {module.split(".")[0] for module in modules}
    return {"imports": sorted(roots - set(sys.stdlib_module_names)), "commands": commands}


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print(
            json.dumps(
                [
                    {"id": name, "needs": needs, **told(source)}
                    for name, source, needs in code_cells()
                ]
            )
        )
    else:
        run()
