"""Words of market reports: what moves up, what moves down, what stands still; moves as nouns, and what undoes them."""

from __future__ import annotations

import re

UP_VERBS = ("gain", "rise", "rally", "climb", "jump", "surge", "advance", "rebound", "strengthen", "recover")
DOWN_VERBS = ("fall", "drop", "slump", "slide", "decline", "tumble", "plunge", "weaken", "lose", "ease", "sell off")
"""Verbs that an error names; all forms that are known, and phrases, are below."""

_DEGREE = (
    r"(?:(?:last|also|still|now|already|currently|mostly|broadly|modestly|a shade|a touch|a bit|a little|a tad|"
    r"sharply|slightly|marginally|strongly|steeply|further|back|about|around|some|nearly|almost|as much as|"
    r"much|well)"
    r"\s+)*"
)
_AMOUNT = r"(?:a\s+)?[$€£¥]?[\d.,]+\s*(?:%|percent|per cent|points?|basis points?|bps?|cents?|pence)?"
_MEASURE = rf"(?:(?:by\s+)?{_AMOUNT}\s+)?"
_FORMER_LEVEL = (
    r"(?:(?:its|their|the)\s+)?(?:(?:(?:previous|prior|last|closing|\w+day['’]s)\s+)+(?:close|level|settlement|finish|"
    r"price|value)|(?:close|level|finish)\s+(?:of|on)\s+\w+day)"
)
_TIME = r"(?:(?:the|its|their) (?:day|week|session|month|year|quarter)\s+)?"
_HIGHER, _LOWER = r"(?:higher|up|firmer|stronger|in the green)", r"(?:lower|down|softer|weaker|in the red)"
_STEP = (
    r"(?:(?:edg|tick|inch|creep|crept|nudg|mov|push|head|drift|trad|open|clos|end|finish|settl|start|grind|"
    r"ground|stood|"
    r"stand|spik|trend|turn|point|fluctuat)(?:es?|ed|s|ing|ped|ping)?|crept|went|gone|go(?:es|ing)?|came|was|"
    r"were|is|are|been|"
    r"being|quoted|indicated|bid)"
)
LOSSES = r"(?:loss(?:es)?|declines?|falls?|drops?|slides?|slump|sell-?off|losing (?:streak|run))"
GAINS = r"(?:gains?|advances?|rise|rall(?:y|ies)|winning (?:streak|run)|rebound|climb)"
_NOT_FALLEN = (
    r"(?! (?:(?:just|well|far|somewhat|a \w+) )?(?:short|shy)\b| due\b(?! to\b)| ill\b| foul\b|"
    r" (?:silent|quiet|victim|prey)\b| (?:through|out)(?=[.,;]|$)| out of (?:the|an?|its)\b(?! (?:blue|bed)\b)|"
    r" into (?:the hands|place|arrears|default)\b)"
)
"""Behind "fell": it tells of no price ("fell short", "fell due")."""
_NOT_DECLINED = rf"(?! to (?:comment|say|give|join|follow|budge|move|buy|sell|{'|'.join((*UP_VERBS, *DOWN_VERBS))})\b)"
"""Behind "declined": what was refused ("declined to comment"), not how far it fell."""
_RECORD = (
    r"(?:(?:hit|set|reach|notch|touch|post|scal|clos|end|finish)(?:e[sd]|s|es|ed|ing|ting)?(?: at)?|at) "
    r"(?:an?|another|yet another|its|their|fresh|new) (?:(?:fresh|new|all-time|closing|intraday) )*record"
    r"(?=[.,;!]|$| (?:of|above|at|on|in|after|as|this|against|for the|when|while|and|\$?\d))"
)
"""A record that is not said to be a low one."""
_LATELY = (
    r"(?:(?<=[\d%], )|(?<=cents, )|(?<=percent, )|(?<=barrel, )|(?<=ounce, )|(?<=tonne, )|(?<=ton, )|(?<=bushel, )|"
    r"(?<=share, )|(?<=pound, )|(?<=dollar, )|(?<=euro, )|(?<=, )(?=\w+ from))"
)
_FROM_OR_BY = r"(?= from\b| (?:about |around |nearly |almost |some |more than |over |as much as )?[$€£]?[\d.])"
"""Before "up" or "down": a level has been told ("at 92 cents, up 2"), or one follows from which it went."""
_BELOW_ZERO = r"(?:turn|mov|dipp|went|go|gone|fell|fall|slid|dropp)(?:s|es|ed|ing|en)?"
_FEW = r"(?:(?!(?:higher|lower|up|down|to|after|as|from|with|and|below|but|while)\b)[\w'’.,%-]+\s+){0,5}?"
UNDO = (
    r"(?:eras(?:e[sd]?|ing)|par(?:e[sd]?|ing)|trim(?:s|med|ming)?|g[ai]v(?:e|es|en|ing) (?:up|back)|"
    r"surrender(?:s|ed|ing)?|"
    r"wip(?:e[sd]?|ing) (?:out|away)|revers(?:e[sd]?|ing)|recoup(?:s|ed|ing)?|claw(?:s|ed|ing)? back|cut(?:s|ting)?|"
    r"snap(?:s|ped|ping)?|end(?:s|ed|ing)?|br(?:eaks?|oke|oken)|halt(?:s|ed|ing)?|shak(?:e|es|ing) off|shook off|"
    r"recover(?:s|ed|ing)? from|narrow(?:s|ed|ing)?|stem(?:s|med)?|"
    r"shed(?:s|ding)?(?= (?:all|most|some|much|part|half|its|their|the(?! most)|early|earlier|initial|recent)\b))"
)
"""What ends or reverses a move, before its noun: "pared their losses"."""
_GO_ON = (
    r"(?:extend(?:s|ed|ing)?|deepen(?:s|ed|ing)?|add(?:s|ed|ing)? to|widen(?:s|ed|ing)?|accelerat(?:e[sd]?|ing)|"
    r"suffer(?:s|ed|ing)?|"
    r"post(?:s|ed|ing)?|record(?:s|ed|ing)?|book(?:s|ed)?|led|lead(?:s|ing)?|nurs(?:e[sd]?|ing)|saw|see[sn]?|"
    r"made|mak(?:es|ing)|"
    r"notch(?:es|ed|ing)?|rack(?:s|ed|ing)? up|resum(?:e[sd]?|ing)|continu(?:e[sd]?|ing)|set for|headed for)"
)
_REACH = (
    r"(?:(?:hit|reach|touch|f[ae]ll|drop|rise|rose|jump|climb|weaken|strengthen|plung|sank|slid|trad|clos|"
    r"end)(?:s|es|ed|ing|ped|"
    r"ping)?|close|near|at|to|near(?:s|ed|ing))\s+(?:to\s+|at\s+)?(?:(?!(?:from|below|off|short|after|and|"
    r"but)\b)[\w'’-]+\s+){0,4}?"
)

_UP = (
    rf"{UNDO}\s+{_FEW}{LOSSES}",
    rf"{_GO_ON}\s+{_FEW}{GAINS}",
    rf"{_REACH}highs?\b(?!-)|{_RECORD}",
    r"(?:turn|went|go|gone|back)(?:s|es|ed|ing)? (?:in(?:to)? )?positive(?: territory)?",
    rf"{_STEP}\s+{_TIME}{_DEGREE}{_MEASURE}{_DEGREE}{_HIGHER}",
    rf"{_STEP}\s+{_DEGREE}{_AMOUNT}\s+above\s+{_FORMER_LEVEL}|(?<=, ){_AMOUNT}\s+(?:higher|firmer|stronger)",
    r"(?:shot|push(?:ed)?|picked|perked|sprang|crept) up",
    r"on the (?:rise|up)",
    r"(?:among |one of )?(?:the )?(?:(?:day|week|world|region|market|session)['’]?s )?(?:biggest |top |best |"
    r"strongest )"
    r"(?:gainers?|performers?|winners?|risers?)",
    r"(?:was|were|is|are|been|being) (?:lifted|boosted|buoyed|snapped up|bid up|in demand|supported|helped)",
    r"(?<!from )(?<!off )(?<!below )(?<! of )an? (?:fresh |new )?"
    r"(?:record|all-time|[\w-]+-(?:year|month|week)) highs?|cheer(?:s|ed|ing)?",
    r"(?:on course|on track|headed|set) for (?:its|their|the) (?:best|biggest (?:weekly |monthly )?(?:gain|rise))",
    rf"{_LATELY}up{_FROM_OR_BY}|revalu(?:es?|ed|ing)|increas(?:es?|ed|ing)|topped|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|"
    r"broke above",
    r"gain(?:s|ed|ing)? ground|gain(?:s|ed|ing)?|rose|ris(?:es?|en|ing)|rall(?:y|ies|ied|ying)|climb(?:s|ed|ing)?",
    r"jump(?:s|ed|ing)?|surg(?:es?|ed|ing)|soar(?:s|ed|ing)?|advanc(?:es?|ed|ing)|rebound(?:s|ed|ing)?",
    r"strengthen(?:s|ed|ing)?|recover(?:s|ed|ing|y)?|appreciat(?:es?|ed|ing)|firm(?:s|ed|ing)\b(?! to sell)|"
    r"leap(?:s|t|ed|ing)?",
    r"spik(?:es?|ed|ing)|bounc(?:es?|ed|ing)|outperform(?:s|ed|ing)?|(?:sky)?rocket(?:s|ed|ing)?|doubl(?:es?|ed|ing)",
    r"tripl(?:es?|ed|ing)|quadrupl(?:es?|ed|ing)|pop(?:s|ped|ping)|zoom(?:s|ed|ing)?|roar(?:s|ed|ing)? back",
    r"add(?:s|ed|ing)(?= (?:about |around |nearly |some |almost |as much as )?[\d.])|"
    r"re(?:gain|claim)(?:s|ed|ing)?|climbed back|(?:was|were|been|being|is|are) marked (?:up|higher)|"
    r"(?:got|gets?|received|enjoyed) an? (?:\w+ )?(?:boost|lift|fillip)",
    r"(?:had|enjoyed|posted|saw|scored) (?:its|their|the) best (?:day|week|month|session|quarter)",
    r"(?:(?:was|were|is|are|traded|closed|ended|stood|opened|at)\s+(?:[\d.,]+%?\s+(?:percent\s+|per cent\s+)?)?|"
    r"(?:much|slightly|"
    r"sharply)\s+)(?:stronger|firmer)|(?:its|their) (?:strongest|highest)",
)
_DOWN = (
    rf"{UNDO}\s+{_FEW}{GAINS}",
    rf"{_GO_ON}\s+{_FEW}{LOSSES}",
    rf"{_REACH}lows?\b(?!-)|{_BELOW_ZERO} (?:below zero|(?:in(?:to)? )?negative(?: territory)?)",
    rf"{_STEP}\s+{_TIME}{_DEGREE}{_MEASURE}{_DEGREE}{_LOWER}(?! to (?:earth|business))",
    rf"{_STEP}\s+{_DEGREE}{_AMOUNT}\s+below\s+{_FORMER_LEVEL}|(?<=, ){_AMOUNT}\s+(?:lower|softer|weaker)",
    r"on the back foot",
    r"(?:c[ao]m(?:e|es|ing) )?under (?:heavy |renewed |selling )?pressure",
    r"(?:among |one of )?(?:the )?(?:(?:day|week|world|region|market|session)['’]?s )?(?:biggest |top |worst |"
    r"weakest )"
    r"(?:losers?|performers?|decliners?|fallers?)",
    r"(?:was|were|is|are|been|being|got|took a) (?:badly |heavily |hard )?(?:hit|battered|hammered|hurt|dumped|"
    r"pummel?led|punished|"
    r"beating|shunned|routed|mauled|knocked|dragged|pressured|bruised|thumped)(?: (?:hard|down))?",
    r"(?<!from )(?<!off )(?<!above )an? (?:fresh |new )?(?:record|all-time|[\w-]+-(?:year|month|week)) lows?",
    r"(?:on course|on track|headed|set) for (?:its|their|the|a) (?:worst|weekly loss|monthly loss|"
    r"biggest (?:weekly |monthly )?"
    r"(?:loss|fall|drop))",
    rf"{_LATELY}down{_FROM_OR_BY}|devalu(?:es?|ed|ing)|decreas(?:es?|ed|ing)|broke below",
    r"los(?:t|es?|ing) (?:some |more )?ground|g[ai]v(?:e|es|ing) ground",
    rf"(?:fell|fall(?:s|en|ing)?|drop(?:s|ped|ping)?){_NOT_FALLEN}",
    rf"slump(?:s|ed|ing)?|slid(?:es?|ing)?|declin(?:es?|ed|ing){_NOT_DECLINED}",
    r"tumbl(?:es?|ed|ing)|s[au]nk|sink(?:s|ing)?",
    r"plung(?:es?|ed|ing)|retreat(?:s|ed|ing)?|weaken(?:s|ed|ing)?|lost|los(?:es?|ing)|dip(?:s|ped|ping)?",
    r"slip(?:s|ped|ping)?|plummet(?:s|ed|ing)?|(?:sold|sell(?:s|ing)?)[ -]?off|depreciat(?:es?|ed|ing)|shed(?:s|"
    r"ding)?",
    r"eas(?:es?|ed|ing)|crash(?:es|ed|ing)?|tank(?:s|ed|ing)|skid(?:s|ded|ding)?|nosediv(?:es?|ed|ing)|nose-dived",
    r"collaps(?:es?|ed|ing)|halv(?:es?|ed|ing)|underperform(?:s|ed|ing)?|crater(?:s|ed|ing)?|swoon(?:s|ed|ing)?",
    r"soften(?:s|ed|ing)?|div(?:es?|ed|ing)|dove\b|crumbl(?:es?|ed|ing)|buckl(?:es?|ed|ing)|reel(?:s|ed|ing)\b",
    r"stumbl(?:es?|ed|ing)|swooned|bled|suffer(?:s|ed|ing)?|struggl(?:es?|ed|ing)|sag(?:s|ged|ging)?|"
    r"descend(?:s|ed|ing)?",
    r"fad(?:es?|ed|ing)|gave up(?= (?:about |some |nearly )?[\d.])|took a (?:hit|knock|hammering|dive|tumble)|"
    r"wilt(?:s|ed|ing)?|pull(?:s|ed|ing)? back|back(?:s|ed|ing)? off|"
    r"(?:was|were|been|being|is|are) marked (?:down|lower)",
    r"(?:had|posted|saw|endured) (?:its|their|the) worst (?:day|week|month|session|quarter)",
    r"(?:(?:was|were|is|are|traded|closed|ended|stood|opened|at)\s+(?:[\d.,]+%?\s+(?:percent\s+|per cent\s+)?)?|"
    r"(?:much|slightly|"
    r"sharply)\s+)(?:weaker|softer)|(?:its|their) (?:weakest|lowest)",
)
_WIDE = r"widen(?:s|ed|ing)?|blew out|blow(?:n|s|ing)? out|ballooned"
_NARROW = (
    r"came in(?= by| \d|\b(?! (?:above|below|hotter|at|for)))|"
    r"narrow(?:s|ed|ing)?|tighten(?:s|ed|ing)?|compress(?:es|ed|ing)?|shr[aiu]nk(?:s|ing)?"
)
_NO = r"(?:no|little|hardly any|barely any|scant|not much)"
_ANSWER = r"(?:[\w-]+ ){0,2}?(?:reactions?|responses?|impact|effect|change|movement|moves?|influence)"
_UNAFFECTED = (
    r"un(?:affected|moved|fazed|ruffled|perturbed|scathed|troubled|touched)"
    rf"(?! by (?:[\w'’%-]+ ){{0,4}}(?:{LOSSES}|{GAINS}|rout|surge|jump|plunge|crash|tumble))"
)
_STILL = (
    r"(?:was|were|is|are|been|remained|stayed|held|stood|ended|closed|traded|finished|be)?\s*(?:(?:broadly|"
    r"largely|little|mostly|nearly|"
    r"almost|virtually|about) )?(?:steady|steadied|unchanged|flat\b|changed little|little changed|stable|mixed|"
    r"sideways|rangebound|"
    r"range-bound|on hold)|held (?:firm|their ground|its ground)|(?:barely|hardly|scarcely) (?:moved|budged|"
    r"changed|reacted)|"
    r"(?:was|were|is|are|been|remained|stayed) (?:\w+ )?(?:muted|quiet|subdued|becalmed|listless)|"
    r"did(?: not|n['’]t) (?:move|budge|react|respond|flinch|stir|change)|"
    rf"(?:show(?:ed|s|n)?|saw|seen|had) {_NO} {_ANSWER}|"
    r"(?:was|were|is|are|been|has been|have been)(?: not|n['’]t) (?:\w+ly |much )?"
    r"(?:affected|changed|moved|impressed|fazed|touched)|"
    rf"(?:(?:was|were|is|are|been|remained|stayed) )?(?:\w+ly )?{_UNAFFECTED}|"
    rf"shrugged off(?! (?:[\w'’-]+ ){{0,3}}(?:{LOSSES}|{GAINS}))"
)
_EITHER = r"moved?|moves|react(?:ed|s)?|sw(?:ung|ings?)|whipsawed"

MOVE = re.compile(
    rf"(?<![\w-])(?:(?P<still>{_STILL})|(?P<gain>{'|'.join(_UP)})|(?P<loss>{'|'.join(_DOWN)})|"
    rf"(?P<wide>{_WIDE})|(?P<narrow>{_NARROW})|(?P<either>{_EITHER}))(?![\w-])",
    re.IGNORECASE,
)

_NAME = (
    r"(?:(?!(?:for|of|in|on|and|by|with|from|to|hurt|hit|sank|sent|drove|cut|left|made|put)\b|(?!united)\w+ed\b)"
    r"(?:(?-i:[A-Z])[\w.&-]*\s+and\s+(?=(?-i:[A-Z]))|[\w'’.&-]+\s+)){0,4}$"
)
"""Words between a verb and the asset that is its object: "dumped Egypt's long-dated bonds"."""
_TRADERS = r"(?:investors?|traders?|funds?|holders|foreigners|speculators|buyers|sellers|they)\s+(?:\w+\s+)?"
_DEMAND = (
    r"(?:(?:demand|charg|requir|want)(?:e[sd]?|s|ed|ing)?|(?:asked|asking|asks?) for|"
    r"insist(?:s|ed|ing)? on|seek(?:s|ing)?|sought)"
    r"(?: an?)?(?: (?:much|even|far|still|\w+ly))?"
)
PUSH = re.compile(
    r"\b(?:(?P<gain>lift(?:s|ed|ing)?|boost(?:s|ed|ing)?|buoy(?:s|ed|ing)?|snap(?:s|ped|ping)? up|"
    rf"{_TRADERS}(?:bought|buy)|pil(?:ed|es?|ing) into|return(?:s|ed|ing)? to|rush(?:es|ed|ing)? into|"
    rf"support(?:s|ed|ing)?|propel(?:s|led|ling)?|scoop(?:s|ed|"
    rf"ing)? up|"
    r"(?:push|driv|drov|bid)(?:e[sn]?|ed|es|ing)? up|flock(?:s|ed|ing)? to|help(?:s|ed|ing)?|"
    r"revalu(?:ed|es?|ing))|"
    r"(?P<loss>hurt(?:s|ing)?|hit(?:s|ting)?|hammer(?:s|ed|ing)?|batter(?:s|ed|ing)?|pressur(?:ed|es?|ing)|"
    rf"weigh(?:s|ed|ing)? on|dump(?:s|ed|ing)?|{_TRADERS}(?:sold|sell)|shun(?:s|ned|ning)?|fled|flee(?:s|ing)?|"
    r"ditch(?:es|ed|ing)?|offload(?:s|ed|ing)?|pull(?:s|ed|ing)? out of|knock(?:s|ed|ing)?|punish(?:es|ed|ing)?|"
    r"depress(?:es|ed|ing)?|(?:push|driv|drov|drag|pull)(?:e[sn]?|ed|ged|es|ging|ing)? down|drag(?:s|ged|ging)? on|"
    rf"pummel(?:s|led|ling)?|rattl(?:ed|es?|ing)|devalu(?:ed|es?|ing)))\s+{_NAME}",
    re.IGNORECASE,
)
"""What is done to an asset, before its name: "investors dumped", "a rise in yields hurt"."""
DEMAND = re.compile(
    rf"\b{_DEMAND}\s+(?:(?P<gain>more|higher|bigger|larger|greater|wider|fatter)|(?P<loss>less|lower|smaller|narrower))\s+"
    rf"{_NAME}",
    re.IGNORECASE,
)
"""What lenders do to a yield, before it: "demanded a higher yield on"."""
SEND = re.compile(
    rf"\b(?:sen(?:t|ds?|ding)|push(?:es|ed|ing)?|driv(?:es?|ing|en)|drove|left|leav(?:es|ing)|dragg?(?:ed|s|ing)|"
    rf"nudg(?:es?|ed|ing)|vault(?:s|ed|ing)?|lift(?:s|ed|ing)?|pull(?:s|ed|ing)?)\s+{_NAME}",
    re.IGNORECASE,
)
SENT = re.compile(
    r"\s+(?:(?!(?:and|but) (?:\w+ed|sent|drove|sank|hurt|hit|cut)\b)[\w'’%.-]+\s+){0,3}?"
    r"(?:(?P<gain>higher|up|soaring|surging|rising|climbing|jumping|rallying)|"
    r"(?P<loss>lower|down|tumbling|falling|plunging|sliding|sinking|reeling|crashing|into a tailspin))\b",
    re.IGNORECASE,
)
NOUN = re.compile(
    r"\b(?:(?P<gain>gains?|rise|rally|jump|surge|rebound|recovery|advance|bounce|increase|spike|run-up)|"
    r"(?P<loss>fall|drop|slump|slide|decline|tumble|plunge|sell-?off|selling|crash|rout|losses|weakness|"
    r"collapse|dip))\s+"
    rf"(?:in|of|for|on|across)\s+(?:the\s+)?(?:prices?\s+(?:of|for)\s+)?{_NAME}",
    re.IGNORECASE,
)
"""A noun of moving before an asset: "a rally in"."""

QUIET = re.compile(
    rf"\b(?:(?:{_NO}|without) {_ANSWER}\s+(?:to\s+(?:the\s+)?(?:[\w-]+\s+){{1,3}})?"
    r"(?:in|on|from|of|for|among|across|by)|"
    r"(?:did|does|do|has|have|had)(?: not|n['’]t) (?:affect|mov|impress|touch|sway)(?:ed|e)?)\s+"
    rf"(?:the\s+)?(?:prices?\s+(?:of|for)\s+)?{_NAME}",
    re.IGNORECASE,
)
"""Before an asset to which nothing happened: "there was no reaction in", "did not affect"."""


def own_verb(verb: str, direction: str) -> re.Pattern[str]:
    """A pattern of one more word of moving, as a study names it: its side is that of the claim."""
    side = "either" if direction == "move" else direction
    return re.compile(rf"(?<![\w-])(?P<{side}>{re.escape(verb)})(?![\w-])", re.IGNORECASE)
