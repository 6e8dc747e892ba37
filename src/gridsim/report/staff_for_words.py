"""The words of the answer of `gridsim staff-for` in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from gridsim.report.words import Lang

TIMES_ZH = {
    "h": "小时", "min": "分钟", "day": "天", "days": "天", "week": "周", "weeks": "周", "month": "个月",
    "months": "个月", "year": "年", "years": "年",
}  # fmt: skip

WORDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "head": "STAFF FOR '{target}': {role} of {scenario}",
        "looked": "Today: {today}. Headcounts looked at: {n}, from {least} to {most} (at most {limit}), with "
        "{replications} replications of each on the same random histories; seed {seed}.",
        "curve": "WHAT EACH HEADCOUNT REACHES: {measure}",
        "curve_note": "In brackets one-sided bounds: {searched} % each in the search",
        "curve_tested": ", {tested} % each in the test on {fresh} fresh histories",
        "workers": "workers", "rule": "rule", "searched": "search", "tested": "test", "shown": "target",
        "binds": "what binds", "more": "{n} more headcounts are in tables/staffing.parquet and the figure.",
        "meets": "meets", "misses": "misses", "unsure": "cannot tell",
        "attended": "residents' reports attended within {hours}",
        "found": "{workers}{rule} meet the target: {estimate}, and at {confidence} % confidence {bound}.",
        "dealt": "The best allocation over communities is in tables/allocation.parquet; dealt out by the scenario's "
        "own weights, as many workers show {shown} ({word}).",
        "at_least": "at least {value}", "at_most": "at most {value}",
        "below": "One step fewer, {workers}, {word}: {estimate}.", "above": "One step more, {workers}: {estimate}.",
        "no_below": "No smaller headcount can be dealt out.",
        "enough_today": "Today's {today} are enough; {fewer} fewer would do.", "same": "That is what there is today.",
        "more_than": "That is {more} more than today's {today}.",
        "rule_of": "How sure: the headcount was chosen on {replications} histories, where it might be the luckiest of "
        "{n}; so {tested} neighbours were tested on {fresh} others, fixed before, each at {level} %. A headcount that "
        "misses the target in truth is named with a chance of at most {error} %.",
        "unseen": "{n} smaller headcounts lie between those looked at, which all miss the target: only a curve that "
        "rises and falls again could hide one that meets it.",
        "worse_above": "More workers do not always do better here: {list} miss the target.",
        "file": "The workload is a file: every history has the same issues, and what is shown holds for these alone.",
        "few": "Fewer than {few} fresh histories: where their values are skewed, the chance of a wrong answer is "
        "larger than is said below.",
        "unproved": "No headcount is shown to meet the target. {workers} seemed to, and {tested} were tested on "
        "{fresh} fresh histories, each at {level} %; more replications, or a longer horizon, would tell.",
        "impossible": "No headcount from {least} to {most} meets the target: the best reaches {estimate}.",
        "impossible_seen": "None of the {n} headcounts looked at, from {least} to {most}, meets the target: the best "
        "reaches {estimate}. {unseen} between them were not looked at.",
        "flat": "More workers do not help: from {half} to {top} it went from {start} to {end}.",
        "rises": "More workers still help: from {half} to {top} it went from {start} to {end}. Ask for more with "
        "--at-most.",
        "unclear": "From {half} to {top} it only went from {start} to {end}; but issues still wait for people, so more "
        "may help: ask for them with --at-most.",
        "only": "No smaller headcount was looked at beside it: ask for more with --at-most.",
        "because_nothing": "With {workers} nothing waits any more: the way, the filing and the work itself take "
        "so long.",
        "remedies": "WHAT WOULD HELP: tested on {fresh} fresh histories, all together at {confidence} % confidence",
        "change": "change", "reaches": "reaches",
        "helps": "The target is met with {change}.", "helps_today": "The target is met even with today's {today}, "
        "given: {change}.", "helps_not": "None of what was tried meets the target.",
        "shift": "the whole shift open to attend", "clock": "{role} on duty at any hour",
        "crews": "{times} times the crews of {who}", "all_crews": "{times} times the crews of every department",
        "offices": "departments open at any hour", "command": "filing and dispatch without delay",
        "everything": "all of it at once, the largest of each",
        "parts": "WHAT THE LAST {points} COST, read off the lines between headcounts",
        "points": "POINTS", "units": "STEPS",
        "from_to": "from {start} to {end}", "cost": "{workers} workers", "each": "{each} per {unit}", "point": "point",
        "knee": "Knee of the curve: {workers} workers (farthest from the chord of the headcounts looked at, as Kneedle "
        "without smoothing). It describes the curve, it is no target.",
        "no_knee": "The curve has no knee that stands out.",
        "binding": "With {workers}, issues wait most for {word}: {shares} of all waiting.",
        "long_calendar": "the calendar (nobody on duty, or an office closed)", "long_people": "the people (all busy)",
        "long_departments": "the departments (crews busy, or the case on its way to them)",
        "answer": "ANSWER", "next": "NEXT", "files": "FILES",
        "in_total": "", "calendar": "the calendar", "people": "the people", "departments": "the departments",
        "nothing": "nothing waits", "and": ", ", "one": "{n} worker", "many": "{n} workers", "bracket": " ({text})",
        "never": "not reached",
    },
    "zh": {
        "head": "达到“{target}”所需人数：{scenario} 的 {role}",
        "looked": "现有 {today}。考察了 {least} 至 {most} 人之间的 {n} 种人数（上限 {limit} 人），各重复 "
        "{replications} 次，随机历史相同；随机种子 {seed}。",
        "curve": "各人数达到的水平：{measure}",
        "curve_note": "括号内为单侧界限：搜索中各 {searched}%",
        "curve_tested": "，在 {fresh} 次新历史上检验时各 {tested}%",
        "workers": "人数", "rule": "规则", "searched": "搜索", "tested": "检验", "shown": "目标", "binds": "瓶颈",
        "more": "另有 {n} 种人数见 tables/staffing.parquet 和图。",
        "meets": "达到", "misses": "未达到", "unsure": "无法判断",
        "attended": "{hours}内到场的居民诉求",
        "found": "{workers}{rule}达到目标：{estimate}，以 {confidence}% 的置信度{bound}。",
        "dealt": "各社区的最佳配置见 tables/allocation.parquet；同样人数若按方案原有权重分配，为 {shown}（{word}）。",
        "at_least": "不低于 {value}", "at_most": "不高于 {value}",
        "below": "少一档，{workers}，{word}：{estimate}。", "above": "多一档，{workers}：{estimate}。",
        "no_below": "没有更少的人数可以分配。",
        "enough_today": "现有 {today}已足够，可少 {fewer} 人。", "same": "与现有人数相同。",
        "more_than": "比现有 {today}多 {more} 人。",
        "rule_of": "把握有多大：该人数是在 {replications} 次历史上选出的，可能只是 {n} 种中运气最好的；因此在另外 "
        "{fresh} 次事先定好的历史上检验了 {tested} 种相邻人数，各用 {level}% 的置信度。"
        "把实际未达到目标的人数报为答案的概率至多 {error}%。",
        "unseen": "另有 {n} 种更少的人数未考察，考察过的都未达到目标：只有曲线先升后降时，其中才可能有达到目标的。",
        "worse_above": "此处人多未必更好：{list} 未达到目标。",
        "file": "工作量来自文件：各次历史的问题相同，所示只对这些问题成立。",
        "few": "新历史少于 {few} 次：若各次数值偏态，答错的概率会大于下文所说。",
        "unproved": "没有人数被证实达到目标。{workers}看似达到，已在 {fresh} 次新历史上检验了 {tested} 人，"
        "各 {level}%；增加重复次数或延长期限才能判断。",
        "impossible": "{least} 至 {most} 人之间没有人数达到目标：最好的只到 {estimate}。",
        "impossible_seen": "{least} 至 {most} 人之间考察过的 {n} 种人数都未达到目标：最好的只到 {estimate}。"
        "其间另有 {unseen} 种未考察。",
        "flat": "增加人数无济于事：从 {half}到 {top}，只从 {start} 变为 {end}。",
        "rises": "增加人数仍有用：从 {half}到 {top}，从 {start} 变为 {end}。用 --at-most 放宽人数上限。",
        "unclear": "从 {half}到 {top}，只从 {start} 变为 {end}；但问题仍在等人手，再增加可能有用：用 --at-most "
        "放宽人数上限。",
        "only": "没有考察更少的人数可比：用 --at-most 放宽人数上限。",
        "because_nothing": "{workers}时已没有等待：路途、立案和处理本身就要这么久。",
        "remedies": "什么会有用：在 {fresh} 次新历史上检验，合计置信度 {confidence}%",
        "change": "改变", "reaches": "达到",
        "helps": "以下改变可达到目标：{change}。",
        "helps_today": "只要有以下改变，现有 {today}即可达到目标：{change}。",
        "helps_not": "所试的改变都不能达到目标。",
        "shift": "整个班次都可出勤", "clock": "{role} 全天候当班",
        "crews": "{who} 的人手增至 {times} 倍", "all_crews": "所有部门的人手增至 {times} 倍",
        "offices": "部门全天候上班", "command": "立案和派遣没有延迟",
        "everything": "以上全部同时做到最大",
        "parts": "最后{points}的代价（按各人数之间的连线读出）",
        "points": "几个百分点", "units": "几步",
        "from_to": "从 {start} 到 {end}", "cost": "{workers} 人", "each": "每{unit} {each} 人", "point": "个百分点",
        "knee": "曲线拐点：{workers} 人（离所考察人数两端连线最远处，即不加平滑的 Kneedle）。它只描述曲线，不是目标。",
        "no_knee": "曲线没有明显的拐点。",
        "binding": "{workers}时，问题等得最多的是{word}：占全部等待的 {shares}。",
        "long_calendar": "班次时间（无人当班，或部门下班）", "long_people": "人手（都在忙）",
        "long_departments": "职能部门（人手都忙，或案件在派遣途中）",
        "answer": "结论", "next": "下一步", "files": "文件",
        "in_total": "", "calendar": "班次时间", "people": "人手", "departments": "职能部门", "nothing": "无等待",
        "and": "、", "one": "{n} 人", "many": "{n} 人", "bracket": "（{text}）", "never": "从未达到",
    },
}  # fmt: skip
