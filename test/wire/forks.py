"""
Runs schemathesis in forks of a process that has imported it and computed the sets of characters: each takes longer
than most of the runs.
"""

import json
import multiprocessing
import os
import sys

import schemathesis.engine.run
import schemathesis.specs.openapi.schemas
from hypothesis.strategies import characters
from schemathesis.cli import schemathesis

for codec in ("utf-8", "latin-1", "ascii"):
    characters(codec=codec).validate()


def judge(run):
    folder, options = run
    os.chdir(folder)
    output = os.open("output.txt", os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    try:
        schemathesis(options)
    except SystemExit as end:
        print(f"\nexit code: {end.code}", flush=True)


if __name__ == "__main__":
    # Windows cannot fork.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    with multiprocessing.get_context(method).Pool(maxtasksperchild=1) as pool:
        with open(sys.argv[1], encoding="utf8") as runs:
            pool.map(judge, json.load(runs), chunksize=1)
