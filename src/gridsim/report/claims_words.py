"""The words of the ledger of claims in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from gridsim.report.words import Lang

VERDICTS: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "supported": "supported", "contradicted": "contradicted", "holds only if": "holds only if",
        "undecidable with these data": "undecidable", "outside, not tested": "outside, not tested",
    },
    "zh": {
        "supported": "得到支持", "contradicted": "相悖", "holds only if": "有条件成立",
        "undecidable with these data": "无法判定", "outside, not tested": "范围之外，未检验",
    },
}  # fmt: skip

WORDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "head": "CLAIMS of {name}: {claims} claims, {scenarios} scenarios with {n} replications each; {draws} draws of "
        "{inputs} uncertain inputs with {each} replications each; seed: {seed}",
        "quick": "A quick look: with fewer than {few} replications intervals are wide, and more is undecidable than "
        "need be; --replications and --draws ask for more.",
        "failed": "Left out: {name}: {said}",
        "claim": "claim", "difference": "difference (95 % interval)", "matters": "matters from", "n": "n",
        "held": "holds in", "verdict": "verdict", "in": "{held} of {draws}",
        "change": "{estimate} {unit} ({low} to {high})",
        "of": "{measure} ({by} {group})",
        "words": "“{words}” ({page}; {given})",
        "quoted": "the source's own words", "title": "a title", "paraphrase": "a paraphrase",
        "reading": "Read as: {reading} Tested by {other} against {base}.",
        "result": "As written: {measure} changes by {change}, n = {n}. The claim is that it {says}: {standing}.",
        "falls": "falls by at least {size}", "rises": "rises by at least {size}", "stays": "changes by at most {size}",
        "holds": "it holds", "fails": "it fails", "open": "these replications cannot tell",
        "over": "Over the uncertain inputs: by the mean difference it holds in {held} of {draws} draws (95 % interval "
        "of the share: {low} to {high} %).",
        "no_draws": "Over the uncertain inputs: not run.",
        "not_moved": "No input was moved by itself.",
        "along": "{path} (in {where}): {low}; {high}.",
        "at": "at {set_to}, {change}, n = {n}, {standing}",
        "flips": "By its mean it flips between {low} and {high}",
        "flips_surely": "By its mean, and for certain, it flips between {low} and {high}.",
        "sure": "; for certain, between {low} and {high}.", "unsure": "; not for certain.",
        "never": "By its mean it does not flip from one end to the other.",
        "plain": "Verdict: {verdict}: {why}.",
        "only_if": "Verdict: it holds only if {why}.",
        "undecidable": "Verdict: undecidable with these data: {why}.",
        "why_open": "the interval reaches over what would matter",
        "why_holds": "it holds as written, and neither the draws nor the input moved by itself speak against it",
        "why_fails": "it fails as written, and neither the draws nor the input moved by itself speak for it",
        "why_below": "{path} is at most about {number}",
        "why_above": "{path} is at least about {number}",
        "why_not_at": "{path} is not at {number}",
        "why_at": "{path} is at {number}",
        "why_draws": "the uncertain inputs are favourable (in {held} of {draws} draws)",
        "rule_head": "HOW A VERDICT COMES",
        "rule": "As written, a claim holds if all of the 95 % interval of the paired difference is where the claim "
        "says, fails if none of it is, and is undecidable else. It is supported if it holds as written, fails for "
        "certain at no end of the range of the input moved by itself, and holds in at least {agree} % of the draws; "
        "contradicted if it fails so; else it holds only if. Each claim is judged by itself: of twenty true ones one "
        "interval may miss. How much would matter, the ranges and the {agree} % are assumptions. A verdict is about "
        "these scenarios under these assumptions: a comparison, and no evidence about a real place.",
    },
    "zh": {
        "head": "论断：{name}。共 {claims} 条，{scenarios} 个方案各 {n} 次重复；{inputs} 个不确定输入抽取 {draws} 次，"
        "每次各重复 {each} 次；随机种子 {seed}",
        "quick": "速览：重复少于 {few} 次，区间偏宽，“无法判定”多于实际所需；"
        "用 --replications 与 --draws 增加。",
        "failed": "未计入：{name}：{said}",
        "claim": "论断", "difference": "差异（95% 区间）", "matters": "有意义起点", "n": "n",
        "held": "成立次数", "verdict": "判定", "in": "{held}/{draws}", "change": "{estimate} {unit}（{low} 至 {high}）",
        "of": "{measure}（{by} {group}）",
        "words": "“{words}”（{page}；{given}）",
        "quoted": "原文", "title": "标题", "paraphrase": "转述",
        "reading": "读作：{reading}以 {other} 对照 {base} 检验。",
        "result": "按文件：{measure}变化 {change}，n = {n}。论断为其{says}：{standing}。",
        "falls": "至少下降 {size}", "rises": "至少上升 {size}", "stays": "变化不超过 {size}",
        "holds": "成立", "fails": "不成立", "open": "这些重复不足以判断",
        "over": "不确定输入：按平均差异，{draws} 次抽取中 {held} 次成立（比例的 95% 区间：{low}% 至 {high}%）。",
        "no_draws": "不确定输入：未运行。",
        "not_moved": "没有单独移动任何输入。",
        "along": "{path}（设于 {where}）：{low}；{high}。",
        "at": "取 {set_to} 时 {change}，n = {n}，{standing}",
        "flips": "按均值，在 {low} 与 {high} 之间翻转",
        "flips_surely": "按均值也确定地，在 {low} 与 {high} 之间翻转。",
        "sure": "；确定而言，在 {low} 与 {high} 之间。", "unsure": "；但不确定。",
        "never": "按均值，从一端到另一端并未翻转。",
        "plain": "判定：{verdict}：{why}。",
        "only_if": "判定：仅当{why}时成立。",
        "undecidable": "判定：以现有数据无法判定：{why}。",
        "why_open": "区间跨越了有意义的界限",
        "why_holds": "按文件成立，抽取与单独移动的输入均无反证",
        "why_fails": "按文件不成立，抽取与单独移动的输入均无支持",
        "why_below": " {path} 至多约为 {number} ",
        "why_above": " {path} 至少约为 {number} ",
        "why_not_at": " {path} 不取 {number} ",
        "why_at": " {path} 取 {number} ",
        "why_draws": "不确定输入有利（{draws} 次抽取中 {held} 次）",
        "rule_head": "判定规则",
        "rule": "按文件：配对差异的 95% 区间若全部落在论断所说之处则成立，全部不在则不成立，否则无法判定。"
        "按文件成立、单独移动的输入在范围两端均不确定地反转、且在至少 {agree}% 的抽取中成立，方为得到支持；"
        "同样地不成立则为相悖；其余为有条件成立。各论断单独判断：二十条真论断中可能有一条的区间未中。"
        "多大才有意义、各范围与 {agree}% 均为假设。判定只涉及这些方案在这些假设之下的比较，不是关于真实地方的证据。",
    },
}  # fmt: skip
