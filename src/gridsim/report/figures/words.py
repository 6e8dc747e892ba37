"""The words of figures in English and Chinese. Measures have theirs in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "all": "all communities", "residential": "residential", "fringe": "urban-rural fringe",
        "commercial": "commercial", "migrant": "many migrants",
        "backlog": "Backlog: filed and not closed", "issues": "issues", "days": "days since the start",
        "band": "Line: mean of {n} replications; band: 10th to 90th percentile. Grey: warm-up.",
        "one": "One replication. Grey: warm-up.",
        "response": "Residents' reports attended within so many hours", "attended": "share attended (%)",
        "hours": "hours from the report to the first arrival (linear to 1 h, then logarithmic)",
        "median": "{name}: median {hours} h",
        "censored": "Kaplan-Meier over {n} reports or more per scenario; open ones censored at the horizon.",
        "difference": "Difference from {baseline}", "relative": "difference as % of the baseline, 95 % interval",
        "matters": "Grey bar: a difference too small to matter (assumed). Beside: the difference itself.",
        "no_interval": "Without an interval: one replication.",
        "lower": "lower is better", "higher": "higher is better", "points": "points", "to": " to ",
        "map": "How long problems last, community by community: {name}",
        "map_difference": "What changes, community by community: {name} instead of {baseline}",
        "change": "{measure}: change", "map_scale": "{unit} (darker: longer)",
        "change_scale": "{unit} (orange: longer; purple: shorter; white: no change)",
        "map_note": "{n} communities, a square each, in the order of the list, row by row: no map of a real place. "
        "{mean}\nGrey: no such issues. Thick lines: districts; thin: subdistricts. Pointed scale: a few lie beyond.",
        "map_mean": "Means of {n} replications.", "map_one": "One replication.",
        "dots": "Dot: the 95 % interval of the difference is without 0, as it is for 1 in 20 by chance alone.",
    },
    "zh": {
        "all": "全部社区", "residential": "居住型", "fringe": "城乡结合部", "commercial": "商贸集中型",
        "migrant": "流动人口较多", "backlog": "积压：已立案未结案", "issues": "件", "days": "开始后天数",
        "band": "线：{n}次重复的均值；带：第10至90百分位。灰色：预热期。", "one": "一次重复。灰色：预热期。",
        "response": "居民诉求在若干小时内得到响应的比例", "attended": "已响应比例（%）",
        "hours": "上报至首次到场的小时数（1小时内线性，其后对数）",
        "median": "{name}：中位数{hours}小时",
        "censored": "Kaplan-Meier估计，每方案全部重复至少{n}件；期末未响应者按删失处理。",
        "difference": "与{baseline}的差异", "relative": "差异占基准的百分比，95%区间",
        "matters": "灰条：小到无关紧要的差异（假设）。右侧：差异的数值。", "no_interval": "只有一次重复，没有区间。",
        "lower": "越低越好", "higher": "越高越好", "points": "个百分点", "to": "至",
        "map": "各社区的问题持续多久：{name}", "map_difference": "各社区的变化：{name} 相对于 {baseline}",
        "change": "{measure}：变化", "map_scale": "{unit}（颜色越深越长）",
        "change_scale": "{unit}（橙：变长；紫：变短；白：不变）",
        "map_note": "共{n}个社区，每格一个，按列表顺序逐行排列：不是任何真实地方的地图。{mean}\n"
        "灰色：没有此类问题。粗线：区；细线：街道。色标尖端：少数超出范围。",
        "map_mean": "{n}次重复的均值。", "map_one": "一次重复。",
        "dots": "圆点：差异的95%区间不含0（仅凭偶然，20个中也有1个如此）。",
    },
}  # fmt: skip
