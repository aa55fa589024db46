"""Independent answers for measurement systems, acceptance sampling and inference.

Computes, with other people's implementations, what the tests of this crate compare with, and writes
gauge_inference.json beside this file. Run it only to renew the file:

    python -m venv /tmp/env
    /tmp/env/bin/pip install numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 statsmodels==0.15.0 pymannkendall==1.4.3
    /tmp/env/bin/pip install --no-deps irrCAC==0.4.4
    /tmp/env/bin/python gauge_inference.py

All data stand here; the JSON repeats them, so that the test reads both from one place.
"""

import importlib.metadata
import json
import math
import pathlib

import numpy as np
import pandas as pd
import pymannkendall
import statsmodels.api as sm
from irrCAC.raw import CAC
from scipy import integrate, optimize, stats
from statsmodels.formula.api import ols
from statsmodels.sandbox.stats.runs import runstest_1samp
from statsmodels.stats import inter_rater, proportion, rates

out = {"versions": {name: importlib.metadata.version(name)
                    for name in ["numpy", "scipy", "pandas", "statsmodels", "pymannkendall", "irrCAC"]}}


def plain(value):
    """numpy numbers and arrays as plain ones, infinities as text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return float(value)
    return value


# --- data -----------------------------------------------------------------------------------------------------------

before = [12.1, 11.8, 12.6, 12.4, 11.9, 12.8, 12.2, 12.5, 12.0, 12.3, 12.7]
after = [11.6, 11.2, 12.05, 11.4, 11.75, 11.3, 11.95, 11.5, 12.15]
tied_before = [5, 7, 7, 8, 9, 9, 9, 11, 12, 12, 14, 15]
tied_after = [3, 4, 7, 7, 7, 8, 9, 9, 10, 11]
series = [21, 20, 23, 24, 22, 25, 27, 26, 26, 29, 28, 31, 30, 30, 33, 29, 34]
falling = [9.1, 9.4, 8.7, 8.8, 8.1, 8.5, 7.9, 7.2, 7.7, 6.8]
alternating = [5.1, 6.3, 4.9, 6.6, 5.0, 6.1, 5.3, 5.9, 4.4, 6.8, 5.2, 6.0, 4.8, 7.1]
x = [1.0, 2.0, 3.5, 4.0, 5.5, 6.0, 7.25, 8.0, 9.5, 10.0]
y = [2.3, 3.9, 7.4, 8.1, 10.6, 12.5, 14.1, 16.4, 18.7, 20.4]
groups = [[6.9, 5.4, 5.8, 4.6, 4.0], [8.3, 6.8, 7.8, 9.2, 6.5], [8.0, 10.5, 8.1, 6.9, 9.3, 7.7], [5.8, 3.8, 6.1, 5.6]]
season = [i % 4 for i in range(24)]
seasonal = [10.2, 13.1, 17.8, 11.9, 10.9, 13.6, 18.4, 12.2, 9.8, 12.9, 18.0, 11.5,
            10.5, 14.0, 17.1, 12.6, 11.1, 13.3, 18.9, 11.2, 10.0, 13.8, 17.5, 12.0]
table = [[32, 11, 7], [25, 19, 16], [12, 9, 28]]
counts = [18, 22, 31, 15, 14]
shares = [1.0, 1.0, 1.5, 1.0, 0.5]

# --- two groups -----------------------------------------------------------------------------------------------------

welch = stats.ttest_ind(after, before, equal_var=False)
limits = welch.confidence_interval(0.95)
out["welch"] = dict(before=before, after=after, t=welch.statistic, df=welch.df, p=welch.pvalue, limits=[limits.low, limits.high])

exact = stats.mannwhitneyu(after, before, method="exact")
normal = stats.mannwhitneyu(tied_after, tied_before, method="asymptotic", use_continuity=True)
out["mann_whitney"] = dict(u=exact.statistic, p=exact.pvalue, tied_before=tied_before, tied_after=tied_after,
                           tied_u=normal.statistic, tied_p=normal.pvalue)

cases = []
for (a, m), (b, n) in [((40, 1000), (22, 1000)), ((3, 40), (9, 35)), ((0, 20), (4, 25)), ((150, 300), (170, 310))]:
    z, p = proportion.proportions_ztest([b, a], [n, m])
    low, high = proportion.confint_proportions_2indep(b, n, a, m, method="newcomb", compare="diff")
    fisher = stats.fisher_exact([[b, n - b], [a, m - a]]).pvalue
    cases.append(dict(before=[a, m], after=[b, n], z=z, p=p, limits=[low, high], fisher=fisher))
out["two_proportions"] = cases

cases = []
for k, n in [(0, 12), (1, 40), (9, 10), (50, 50), (123, 1000)]:
    cases.append(dict(count=k, of=n, limits=proportion.proportion_confint(k, n, alpha=0.05, method="beta")))
out["proportion_interval"] = [dict(c, limits=[0.0 if math.isnan(c["limits"][0]) else c["limits"][0],
                                             1.0 if math.isnan(c["limits"][1]) else c["limits"][1]]) for c in cases]

cases = []
for (a, s), (b, t) in [((18, 12.0), (7, 12.0)), ((5, 100.0), (9, 150.0)), ((0, 10.0), (6, 12.0)), ((240, 52.0), (190, 50.0))]:
    test = stats.binomtest(b, a + b, t / (s + t))
    other = rates.test_poisson_2indep(b, t, a, s, method="exact-cond").pvalue
    assert abs(test.pvalue - other) < 1e-12
    low, high = test.proportion_ci(0.95, method="exact")
    ratio = [q / (1 - q) * s / t if q < 1 else "inf" for q in (low, high)]
    cases.append(dict(before=[a, s], after=[b, t], p=test.pvalue, limits=ratio))
out["two_poisson_rates"] = cases

# --- several groups -------------------------------------------------------------------------------------------------

f = stats.f_oneway(*groups)
kruskal = stats.kruskal(*groups)
by_season = stats.kruskal(*[[v for v, s in zip(seasonal, season) if s == k] for k in range(4)])
out["groups"] = dict(groups=groups, f=f.statistic, p=f.pvalue, h=kruskal.statistic, h_p=kruskal.pvalue)
out["seasonality"] = dict(values=seasonal, season=season, h=by_season.statistic, p=by_season.pvalue)
tied = stats.kruskal(tied_before, tied_after, [7, 9, 9, 13, 12])
out["kruskal_tied"] = dict(groups=[tied_before, tied_after, [7, 9, 9, 13, 12]], h=tied.statistic, p=tied.pvalue)

chi = stats.chi2_contingency(table, correction=False)
fit = stats.chisquare(counts, [sum(counts) * s / sum(shares) for s in shares])
out["chi_square"] = dict(table=table, statistic=chi.statistic, df=chi.dof, p=chi.pvalue, expected=chi.expected_freq,
                         cramers_v=stats.contingency.association(np.array(table), method="cramer"),
                         counts=counts, shares=shares, fit=fit.statistic, fit_p=fit.pvalue)

# --- order and trend ------------------------------------------------------------------------------------------------

cases = []
for values in [series, falling, alternating]:
    mk = pymannkendall.original_test(values)
    theil = stats.theilslopes(values, alpha=0.95)
    cases.append(dict(values=values, s=mk.s, var=mk.var_s, z=mk.z, p=mk.p, tau=mk.Tau, slope=mk.slope,
                      intercept=mk.intercept, low=theil.low_slope, high=theil.high_slope))
out["mann_kendall"] = cases
cases = []
for values in [series, falling, alternating, x[::2] + y]:
    z, p = runstest_1samp(values, cutoff="median", correction=False)
    cases.append(dict(values=values, z=z, p=p, tie=float(np.median(values)) in values))
out["runs"] = cases

# --- line and correlation -------------------------------------------------------------------------------------------

model = sm.OLS(y, sm.add_constant(np.array(x))).fit()
at = model.get_prediction([[1.0, 6.5]]).summary_frame(alpha=0.05).iloc[0]
r = stats.pearsonr(x, y)
weak = stats.pearsonr(x, y[3:] + y[:3])
out["line"] = dict(x=x, y=y, intercept=model.params[0], slope=model.params[1], errors=model.bse, limits=model.conf_int(0.05),
                   p=model.pvalues, r_squared=model.rsquared, s=math.sqrt(model.mse_resid), f=model.fvalue,
                   at_6_5=[at["mean"], at["mean_ci_lower"], at["mean_ci_upper"], at["obs_ci_lower"], at["obs_ci_upper"]],
                   r=r.statistic, r_p=r.pvalue, r_limits=list(r.confidence_interval(0.95)),
                   weak_y=y[3:] + y[:3], weak_r=weak.statistic, weak_p=weak.pvalue, weak_limits=list(weak.confidence_interval(0.95)))

# --- funnel ---------------------------------------------------------------------------------------------------------


def interpolated(distribution, p):
    r = distribution.ppf(p)
    return r - (distribution.cdf(r) - p) / (distribution.cdf(r) - distribution.cdf(r - 1))


units = [(12, 100), (30, 310), (5, 20), (61, 800), (2, 55)]
theta = 0.09
out["funnel"] = dict(
    units=units, target=theta,
    proportions=[[max(0.0, interpolated(stats.binom(n, theta), q) / n) for q in (0.025, 0.975, 0.001, 0.999)] for _, n in units],
    expected=[4.2, 11.0, 27.5, 120.0], observed=[9, 8, 48, 118],
    ratios=[[max(0.0, interpolated(stats.poisson(e), q) / e) for q in (0.025, 0.975, 0.001, 0.999)] for e in (4.2, 11.0, 27.5, 120.0)])

# --- measurement systems --------------------------------------------------------------------------------------------

readings = [5.8, 5.7, 5.9, 5.9, 6.0, 6.1, 6.0, 6.1, 6.4, 6.3, 6.0, 6.1, 6.2, 5.6, 6.0]
one = stats.ttest_1samp(readings, 6.0)
ci = one.confidence_interval(0.95)
out["bias"] = dict(values=readings, reference=6.0, t=one.statistic, p=one.pvalue, limits=[ci.low - 6.0, ci.high - 6.0])

rng = np.random.default_rng(20240601)
study = np.round(50 + rng.normal(0, 2, (8, 1, 1)) + rng.normal(0, 0.5, (1, 3, 1)) + rng.normal(0, 0.8, (8, 3, 1))
                 + rng.normal(0, 0.4, (8, 3, 3)), 2)
frame = pd.DataFrame([dict(part=p, who=w, y=study[p, w, t]) for p in range(8) for w in range(3) for t in range(3)])
anova = sm.stats.anova_lm(ols("y ~ C(part) * C(who)", frame).fit(), typ=1)
out["crossed"] = dict(study=study, ss=[anova.loc[k, "sum_sq"] for k in ("C(part)", "C(who)", "C(part):C(who)", "Residual")],
                      df=[anova.loc[k, "df"] for k in ("C(part)", "C(who)", "C(part):C(who)", "Residual")],
                      f_interaction=anova.loc["C(part):C(who)", "F"], p_interaction=anova.loc["C(part):C(who)", "PR(>F)"])
nested = np.round(20 + rng.normal(0, 0.6, (3, 1, 1)) + rng.normal(0, 1.0, (3, 5, 1)) + rng.normal(0, 0.3, (3, 5, 2)), 2)
frame = pd.DataFrame([dict(who=w, part=p, y=nested[w, p, t]) for w in range(3) for p in range(5) for t in range(2)])
anova = sm.stats.anova_lm(ols("y ~ C(who) + C(who):C(part)", frame).fit(), typ=1)
out["nested"] = dict(study=nested, ss=[anova.loc[k, "sum_sq"] for k in ("C(who)", "C(who):C(part)", "Residual")],
                     df=[anova.loc[k, "df"] for k in ("C(who)", "C(who):C(part)", "Residual")])

cases = []
for square in [[[20, 5], [10, 15]], [[44, 5, 1], [7, 20, 3], [9, 5, 6]], [[0, 10], [10, 0]]]:
    k = inter_rater.cohens_kappa(np.array(square))
    cases.append(dict(table=square, kappa=k.kappa, se=k.std_kappa, se0=k.std_kappa0, z=k.z_value, p=k.pvalue_two_sided,
                      limits=[k.kappa_low, k.kappa_upp]))
out["cohen"] = cases

# Fleiss (1971): 30 patients, 6 psychiatrists, 5 diagnoses; as in the package irr for R.
diagnoses = ["444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444", "555555",
             "144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112", "224444", "133555",
             "555555", "244444", "224555", "114444", "144445", "222224", "111155", "224444", "133333", "555555"]
raw = np.array([[int(c) for c in row] for row in diagnoses])
counted, _ = inter_rater.aggregate_raters(raw)
gwet = CAC(pd.DataFrame(raw), digits=12).fleiss()["est"]
out["fleiss"] = dict(counts=counted, kappa=inter_rater.fleiss_kappa(counted), se=gwet["se"],
                     limits=gwet["confidence_interval"], irr_kappa=0.4302445, irr_z=17.65183)

# --- acceptance sampling --------------------------------------------------------------------------------------------

qualities = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
curves = []
for n, c in [(52, 3), (80, 2), (13, 0), (500, 7)]:
    curves.append(dict(n=n, c=c, binomial=[stats.binom.cdf(c, n, q) for q in qualities],
                       poisson=[stats.poisson.cdf(c, n * q) for q in qualities],
                       hypergeometric=[stats.hypergeom.cdf(c, 1000, round(1000 * q), n) for q in qualities],
                       producer=optimize.brentq(lambda q: stats.binom.cdf(c, n, q) - 0.95, 1e-9, 0.999, xtol=1e-15),
                       consumer=optimize.brentq(lambda q: stats.binom.cdf(c, n, q) - 0.10, 1e-9, 0.999, xtol=1e-15),
                       aoql=-optimize.minimize_scalar(lambda q: -q * stats.binom.cdf(c, n, q), bounds=(0, 0.999 if c < n else 1),
                                                      method="bounded", options=dict(xatol=1e-12)).fun))
out["curves"] = dict(qualities=qualities, plans=curves)


def two_points(good, bad, alpha, beta):
    for c in range(200):
        n = c + 1
        while stats.binom.cdf(c, n, bad) > beta:
            n += 1
        if stats.binom.cdf(c, n, good) >= 1 - alpha:
            return n, c
    raise ValueError


out["two_points"] = [dict(points=points, plan=two_points(*points))
                     for points in [(0.01, 0.06, 0.05, 0.10), (0.005, 0.03, 0.05, 0.10), (0.02, 0.08, 0.05, 0.05), (0.10, 0.25, 0.10, 0.10)]]


def pa(n, k, p):
    return 1 - stats.nct.cdf(k * math.sqrt(n), n - 1, -stats.norm.ppf(p) * math.sqrt(n))


cases = []
for n, k, p in [(10, 1.5, 0.01), (25, 1.9, 0.02), (40, 1.9, 0.01), (40, 1.9, 0.06), (5, 1.2, 0.1), (100, 2.1, 0.01), (3, 0.9, 0.05)]:
    # Pa = P(limit − mean ≥ k·s) = P(noncentral t ≥ k√n), noncentrality z_p·√n.
    cases.append(dict(n=n, k=k, p=p, accepts=pa(n, k, p)))
plans = []
for good, bad, alpha, beta in [(0.01, 0.06, 0.05, 0.10), (0.02, 0.10, 0.05, 0.10)]:
    n = 2
    while True:
        k = optimize.brentq(lambda k: pa(n, k, good) - (1 - alpha), 0, 8, xtol=1e-14)
        if pa(n, k, bad) <= beta:
            break
        n += 1
    plans.append(dict(points=[good, bad, alpha, beta], n=n, k=k))
out["variables"] = dict(accepts=cases, plans=plans)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(plain(out), indent=1) + "\n")
print(path, path.stat().st_size)
