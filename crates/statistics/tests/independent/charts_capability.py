"""Independent answers for charts, rules, description, distributions and capability.

Computes, with other people's implementations, what the tests of this crate compare with, and writes
charts_capability.json beside this file. Run it only to renew the file:

    python -m venv /tmp/env
    /tmp/env/bin/pip install numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 statsmodels==0.15.0 matplotlib==3.11.2 plotly
    /tmp/env/bin/pip install --no-deps pccpy==0.16.2 capstat-core==0.4.3 clinical-qikit==0.5.0
    /tmp/env/bin/python charts_capability.py

The data are drawn with fixed seeds; the JSON repeats them, so that the test reads both from one place.
"""

import importlib.metadata
import json
import pathlib
import warnings

import numpy as np
import pandas as pd
import pccpy
from capstat_core.capability import capability as cap_capability
from capstat_core import control_charts as cap_charts
from capstat_core import rules as cap_rules
from qikit.spc.api import qic
from scipy import integrate, stats
from statsmodels.stats.diagnostic import normal_ad

warnings.simplefilter("ignore")

out = {"versions": {name: importlib.metadata.version(name) for name in
                    ["numpy", "scipy", "pandas", "statsmodels", "pccpy", "capstat-core", "clinical-qikit"]}}


def plain(value):
    """numpy numbers and arrays as plain ones; what is no number as null."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray, pd.Series)):
        return [plain(item) for item in value]
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return float(value) if np.isfinite(value) else None
    return value


def rounded(values, digits):
    return np.round(np.asarray(values, dtype=float), digits)


def panel(chart, at=0):
    found = chart.panels[at]
    return {"values": found.values, "centre": found.center, "upper": found.ucl, "lower": found.lcl}


# --- distributions --------------------------------------------------------------------------------------------------

zs = [-8.0, -5.0, -3.0, -1.5, -1.0, -0.75, -0.1, 0.0, 0.3, 0.9, 1.2, 2.5, 4.0]
ps = [1e-9, 0.00135, 0.025, 0.1, 0.5, 0.9, 0.975, 0.99865]
out["distributions"] = {
    "normal": [[z, stats.norm.cdf(z)] for z in zs],
    "normal_quantile": [[p, stats.norm.ppf(p)] for p in ps],
    "student": [[t, f, stats.t.cdf(t, f)] for t in [-3.0, -0.5, 0.2, 2.0] for f in [1.0, 2.5, 9.0, 120.0]],
    "student_quantile": [[p, f, stats.t.ppf(p, f)] for p in ps for f in [1.0, 4.0, 60.5]],
    "chi_squared_quantile": [[p, f, stats.chi2.ppf(p, f)] for p in ps for f in [1.0, 4.0, 60.5, 500.0]],
    "fisher_quantile": [[p, a, b, stats.f.ppf(p, a, b)] for p in ps[1:] for a, b in [(2.0, 17.0), (5.0, 60.0)]],
    "beta_quantile": [[p, a, b, stats.beta.ppf(p, a, b)] for p in ps[1:] for a, b in [(1.0, 11.0), (1.5, 8.5)]],
    "binomial": [[k, n, p, stats.binom.cdf(k, n, p)] for k, n, p in [(3, 20, 0.1), (10, 125, 0.04), (0, 50, 0.01)]],
    "poisson": [[k, m, stats.poisson.cdf(k, m)] for k, m in [(3, 2.5), (0, 0.1), (30, 22.0)]],
}


def range_moments(n):
    """Mean and standard deviation of the range of n standard normal values, by two-fold quadrature."""
    density = stats.norm.pdf
    below = stats.norm.cdf

    def beyond(w):
        inner = integrate.quad(lambda x: density(x) * (below(x + w) - below(x)) ** (n - 1), -12, 12,
                               points=[-w / 2], limit=200, epsabs=1e-13)[0]
        return 1 - n * inner

    first = integrate.quad(beyond, 0, 14, limit=200, epsabs=1e-11)[0]
    second = integrate.quad(lambda w: 2 * w * beyond(w), 0, 14, limit=200, epsabs=1e-11)[0]
    return first, np.sqrt(second - first**2)


out["range_constants"] = [[n, *range_moments(n)] for n in (2, 5, 10, 15, 25)]
out["c4"] = [[n, stats.chi.mean(n - 1) / np.sqrt(n - 1)] for n in (2, 3, 5, 25, 100, 2000)]

# --- description ----------------------------------------------------------------------------------------------------

skewed = rounded(np.random.default_rng(11).lognormal(1.0, 0.6, 57), 4)
interval = stats.t.interval(0.95, len(skewed) - 1, skewed.mean(), stats.sem(skewed))
out["description"] = {
    "values": skewed,
    "mean": skewed.mean(),
    "deviation": skewed.std(ddof=1),
    "interval": interval,
    "quartiles": np.quantile(skewed, [0.25, 0.5, 0.75]),
    "skewness": stats.skew(skewed),
    "excess_kurtosis": stats.kurtosis(skewed),
    "histogram": np.histogram(skewed, bins=7)[0],
}

# --- charts of values -----------------------------------------------------------------------------------------------

random = np.random.default_rng(2)
single = rounded(np.concatenate([random.normal(50, 2, 30), random.normal(52, 2, 15)]), 2)
imr = pccpy.imr_chart(single)
out["individuals"] = {"values": single, "single": panel(imr), "range": panel(imr, 1)}

sizes = [5, 5, 4, 3, 5, 2, 5, 4, 5, 5, 3, 5, 4, 5, 5]
groups = [rounded(random.normal(10, 0.05, n), 3) for n in sizes]
long = pd.DataFrame({"x": np.concatenate(groups), "g": np.repeat(range(len(sizes)), sizes)})
unequal = {"groups": groups}
for name, chart in (("range", pccpy.xbar_r_chart(long, subgroup="g", value="x")),
                    ("deviation", pccpy.xbar_s_chart(long, subgroup="g", value="x", sigma_method="sbar"))):
    unequal[name] = {"average": panel(chart), "spread": panel(chart, 1), "sigma": chart.params[0]["sigma"]}
out["unequal_subgroups"] = unequal

out["ewma"] = panel(pccpy.ewma_chart(single, weight=0.2))
cusum = pccpy.cusum_chart(single, h=5.0, k=0.5)
out["cusum"] = {"up": cusum.panels[0].values, "down": -cusum.panels[0].secondary, "decision": cusum.panels[0].ucl[0]}
out["moving_average"] = panel(pccpy.ma_chart(single, length=4))

parts = np.array(["A"] * 6 + ["B"] * 5 + ["C"] * 7)
pieces = rounded(np.concatenate([random.normal(10, 0.1, 6), random.normal(25, 0.5, 5), random.normal(3, 0.02, 7)]), 3)
zmr = pccpy.zmr_chart(pieces, parts, sigma_method="by_part")
out["standardised"] = {"parts": parts.tolist(), "values": pieces, "single": panel(zmr), "range": panel(zmr, 1)}

pair = rounded(random.multivariate_normal([10, 5, 1], [[1, 0.7, 0.1], [0.7, 1, 0.2], [0.1, 0.2, 0.5]], 30), 3)
t2 = pccpy.t2_chart(pair, alpha=0.0027)
out["hotelling"] = {"rows": pair, **panel(t2)}

# --- charts of counts -----------------------------------------------------------------------------------------------

inspected = random.integers(80, 140, 24)
counts = random.binomial(inspected, 0.06)
out["counts"] = {"counts": counts, "sizes": inspected,
                 "p": panel(pccpy.p_chart(counts, inspected)),
                 "np": panel(pccpy.np_chart(counts, np.full(24, 150))),
                 "u": panel(pccpy.u_chart(counts, inspected)),
                 "c": panel(pccpy.c_chart(counts))}
large = random.integers(40000, 60000, 30)
wandering = random.binomial(large, np.clip(random.normal(0.03, 0.004, 30), 0.001, 1))
out["laney"] = {"counts": wandering, "sizes": large,
                "p": panel(pccpy.laney_p_chart(wandering, large)),
                "u": panel(pccpy.laney_u_chart(wandering, large))}

between = random.geometric(0.01, 26) - 1
times = rounded(random.exponential(40, 26), 2)
# Its g chart begins at the median; Kaminsky's begins at the mean, which is therefore given.
for name, data, centre in (("g", between, float(np.mean(between))), ("t", times, None)):
    chart = qic(list(range(len(data))), data.tolist(), chart=name, cl=centre)
    out[name] = {"values": data, "centre": chart.data["cl"].iloc[0], "upper": chart.data["ucl"].iloc[0]}
run = qic(list(range(len(single))), single.tolist(), chart="run")
out["run"] = {name: run.summary[name] for name in ("longest_run", "n_crossings", "n_useful") if name in run.summary}
out["run"]["median"] = float(np.median(single))
out["run"]["fewest_expected"] = int(stats.binom.ppf(0.05, out["run"].get("n_useful", len(single)) - 1, 0.5))

causes = ["scratch", "dent", "burr", "dent", "stain", "scratch", "dent", "crack"]
amounts = [12, 30, 7, 11, 2, 5, 9, 3]
table = pccpy.pareto(causes, amounts, stable=True)
out["pareto"] = {"causes": causes, "amounts": amounts, "order": list(table["category"]), "counts": table["count"],
                 "cumulative_percent": table["cumulative_percent"]}

# --- rules ----------------------------------------------------------------------------------------------------------

rules = []
for seed, kind in enumerate(["noise", "wide", "drift", "saw"] * 5):
    random = np.random.default_rng(100 + seed)
    z = random.normal(0, 1, 200)
    if kind == "wide":
        z *= 1.7
    if kind == "drift":
        z = np.cumsum(random.normal(0, 0.25, 200))
    if kind == "saw":
        z = 0.6 * z + np.where(np.arange(200) % 2 == 0, 0.5, -0.5)
    z = rounded(z, 3)
    limits = cap_charts.ControlLimits(center=0.0, lower=-3.0, upper=3.0)
    chart = cap_charts.ControlChart(name="z", points=tuple(z), limits=limits, violations=())
    found = {}
    for family, violations in (("Nelson", cap_rules.nelson_rules(chart)),
                               ("Western Electric", cap_rules.western_electric_rules(chart))):
        for number in range(1, 9 if family == "Nelson" else 5):
            windows = [v for v in violations if v.rule == number]
            found[f"{family} {number}"] = {
                "first": min((v.point for v in windows), default=None),
                "members": sorted({i for v in windows for i in v.window}),
            }
    rules.append({"z": z, "found": found})
out["rules"] = rules

# --- capability -----------------------------------------------------------------------------------------------------

random = np.random.default_rng(7)
bores = rounded(random.normal(10.01, 0.02, (25, 4)), 3)
reports = {}
for name, ours in (("rbar", "mean_range"), ("sbar", "mean_deviation")):
    found = pccpy.capability_analysis(bores, 9.94, 10.06, 10.0, within_method=name)
    reports[ours] = {key: getattr(found, key) for key in
                     ("sigma_within", "sigma_overall", "cp", "cpl", "cpu", "cpk", "pp", "ppl", "ppu", "ppk",
                      "pp_ci", "ppk_ci", "ppm_overall", "ppm_within", "ppm_obs")}
report = cap_capability(bores, lsl=9.94, usl=10.06, target=10.0, within_method="rbar_d2")
out["capability"] = {"groups": bores, "reports": reports, "cpm": report.cpm, "pooled_variance":
                     float(np.mean(bores.var(axis=1, ddof=1)))}
values = bores.ravel()
statistic, p = normal_ad(values)
skew_statistic, skew_p = normal_ad(skewed)
out["anderson_darling"] = [{"values": values, "statistic": statistic, "p": p},
                           {"values": skewed, "statistic": skew_statistic, "p": skew_p}]
_, lam = stats.boxcox(skewed)
bent = stats.boxcox(skewed, lam)
out["box_cox"] = {"values": skewed, "lambda": lam, "log_likelihood": stats.boxcox_llf(lam, skewed),
                  "ppu": (stats.boxcox(np.array([12.0]), lam)[0] - bent.mean()) / (3 * bent.std(ddof=1))}
many = rounded(np.random.default_rng(5).gamma(3.0, 2.0, 1500), 4)
low, middle, high = np.quantile(many, [stats.norm.cdf(-3), 0.5, stats.norm.cdf(3)])
out["percentiles"] = {"values": many, "low": low, "median": middle, "high": high,
                      "ppu": (25 - middle) / (high - middle), "ppl": middle / (middle - low)}
out["johnson"] = {
    "unbounded": [[x, stats.johnsonsu.cdf(x, 0.7, 1.4, 2.0, 3.0)] for x in (-5.0, 0.0, 1.0, 2.0, 9.0)],
    "bounded": [[x, stats.johnsonsb.cdf(x, 0.7, 1.4, 2.0, 3.0)] for x in (2.1, 3.0, 4.0, 4.9)],
    "lognormal": [[x, stats.norm.cdf(0.7 + 1.4 * np.log(x - 2.0))] for x in (2.1, 3.0, 9.0)],
    "fits": [{"values": rounded(sample, 4), "quantiles": theory} for sample, theory in (
        (stats.johnsonsu.rvs(0.7, 1.4, 2.0, 3.0, size=2000, random_state=3), stats.johnsonsu.ppf([0.01, 0.5, 0.99], 0.7, 1.4, 2.0, 3.0)),
        (stats.johnsonsb.rvs(0.7, 1.4, 2.0, 3.0, size=2000, random_state=4), stats.johnsonsb.ppf([0.01, 0.5, 0.99], 0.7, 1.4, 2.0, 3.0)),
    )],
}

target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps(plain(out), separators=(",", ":")) + "\n")
print(f"{target.name}: {target.stat().st_size} bytes")
