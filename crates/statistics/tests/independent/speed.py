"""Times capstat-core's and pccpy's limits and eight rules of Nelson on the points that the example `speed` wrote.

    cargo run --release -p statistics --example speed -- /tmp/points.txt
    /tmp/env/bin/python speed.py /tmp/points.txt

capstat-core looks at windows one by one in Python; a hundredth of the points is enough to see its pace. pccpy takes them all.
"""

import importlib.metadata
import statistics
import sys
import time

import numpy as np
import pccpy
from capstat_core.control_charts import i_mr_chart
from capstat_core.rules import nelson_rules

points = np.loadtxt(sys.argv[1])


def median(task, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


few = points[: len(points) // 100]
print(f"capstat-core {importlib.metadata.version('capstat-core')}: limits and eight rules over {len(few)} points: "
      f"{median(lambda: nelson_rules(i_mr_chart(few).location), 3):.0f} ms")
print(f"pccpy {importlib.metadata.version('pccpy')}: limits and eight rules over {len(points)} points: "
      f"{median(lambda: pccpy.imr_chart(points, tests='all'), 3):.0f} ms")
