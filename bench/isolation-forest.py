"""Compares the scores that bench/isolation-forest.ts wrote with scikit-learn's: rank correlation, and area under the ROC curve.

    python3 -m venv venv && venv/bin/pip install scikit-learn
    node bench/isolation-forest.ts DIRECTORY && venv/bin/python bench/isolation-forest.py DIRECTORY
"""

import csv
import pathlib
import statistics
import sys

from scipy.stats import spearmanr
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

results = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.csv")):
    name, seed = file.stem.rsplit(".", 1)
    rows = [(kind, float(score), [float(x) for x in xs]) for kind, score, *xs in csv.reader(file.open())]
    training = [xs for kind, _, xs in rows if kind == "training"]
    judged = [row for row in rows if row[0] != "training"]
    ours = [score for _, score, _ in judged]
    strange = [kind == "strange" for kind, _, _ in judged]

    def scores_of(state):
        forest = IsolationForest(n_estimators=100, max_samples=256, random_state=state).fit(training)
        return -forest.score_samples([xs for _, _, xs in judged])

    theirs, again = scores_of(int(seed)), scores_of(1000 + int(seed))
    results.setdefault(name, []).append(
        (
            spearmanr(ours, theirs)[0],
            spearmanr(theirs, again)[0],
            roc_auc_score(strange, ours),
            roc_auc_score(strange, theirs),
        )
    )

print("| data | rank correlation | of scikit-learn with another seed | AUC | AUC of scikit-learn |")
print("| --- | --- | --- | --- | --- |")
for name, runs in results.items():
    print("|", name, "|", " | ".join(f"{statistics.mean(column):.3f}" for column in zip(*runs)), "|")
