"""Small templates that are rendered by jinja2 and, in the tests, by us; both must agree on each."""

import re

VARIABLES = {
    "name": "World",
    "empty": "",
    "words": "  the Quick-brown (fox)  jumps\n",
    "unicode": "Äffin 😀 straße ŉ",
    "lines": "one\ntwo\r\n\nthree",
    "n": 7,
    "zero": 0,
    "minus": -3,
    "x": 2.5,
    "big": 12345678901234567890,
    "yes": True,
    "no": False,
    "nothing": None,
    "items": [3, 1, 2],
    "texts": ["b", "A", "c", "a"],
    "nested": {"a": {"b": [1, {"c": "deep"}]}, "items": "shadowed", "é": None},
    "people": [
        {"name": "Ann", "age": 30, "role": "user"},
        {"name": "bob", "age": 25.0, "role": "assistant"},
        {"name": "Cid", "role": "user", "age": 41},
    ],
    "none_list": [],
    "none_dict": {},
}

VALUES = [
    "name", "empty", "words", "unicode", "lines", "n", "zero", "minus", "x", "big", "yes", "no", "nothing", "items",
    "texts", "nested", "people", "none_list", "none_dict", "missing", "(1, 'a')", "(1,)", "()", "range(3)",
    "'it\\'s'", "'\"'", "1e20", "0.1", "1e-5", "-0.0", "'42'", "' 3.7 '", "'1e3'", "nested.keys()",
]

PLAIN_FILTERS = [
    "trim", "upper", "lower", "title", "capitalize", "length", "count", "tojson", "string", "list", "first", "last",
    "reverse", "reverse|list", "join", "join('-')", "int", "float", "abs", "round", "default('D')", "default('D', true)",
    "items|list", "dictsort", "sort", "unique|list", "min", "max", "sum", "indent", "tojson(indent=2)",
    "replace('o', '0')", "trim('W ')", "select|list", "reject|list", "map('string')|list",
]

TESTS = [
    "defined", "undefined", "none", "boolean", "true", "false", "integer", "float", "number", "string", "mapping",
    "sequence", "iterable", "callable", "lower", "upper", "odd", "even", "eq 7", "equalto('World')", "ne 7", "lt 3",
    "ge 3", "in [7, 'World', none]", "sameas true", "divisibleby 7",
]

METHODS = [
    "strip()", "lstrip()", "rstrip()", "strip(' \\n')", "strip('W')", "lstrip('\\n ')", "split()", "split(' ')",
    "split(' ', 1)", "split(none, 1)", "rsplit(' ', 1)", "rsplit(none, 2)", "rsplit()", "splitlines()",
    "splitlines(true)", "startswith('W')", "startswith(('x', ' '))", "endswith('\\n')", "upper()", "lower()", "title()",
    "capitalize()", "replace('o', '00')", "replace('', '.')", "replace('o', '', 1)", "replace(' ', '_', 2)", "find('o')",
    "find('zz')", "rfind('o')", "count('o')", "count('')", "join(['a', 'b'])", "join(items)", "partition(' ')",
    "rpartition(' ')", "removeprefix('Wo')", "removesuffix('ld')", "islower()", "isupper()", "isspace()", "[1:]",
    "[::-1]", "[-2:]", "[:-1]", "[1:4:2]", "[-1::-2]", "[0]", "[-1]", "[100]", "[100:]", "[:0]",
]

OPERANDS = ["n", "zero", "minus", "x", "yes", "name", "'ab'", "items", "none_list", "nothing", "missing", "(1, 2)", "nested"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]

EXPRESSIONS = """
1 + 2 * 3
(1 + 2) * 3
2 ** 3 ** 2
-2 ** 2
- 7 // 2
-7 % 3
7 % -3
7.5 // 2
-7.5 % 2
1 / 3
10 / 5
2 ** -1
2 ** 0.5
1_000 + 0x10 + 0b11 + 0o17
1e3
1.5e-7
123456789.123456789
1e16
1e15
12345678901234567890 * 98765432109876543210
0.1 + 0.2
3.0
+3
+true
not not 1
not 0 == 1
1 < 2 < 3
1 < 3 < 2
3 > 2 > 1 != 0
1 == 1.0 == true
'a' < 'b' < 'c'
'😀' < '\uffee'
[1, 2] < [1, 3]
(1, 2) < (1, 2, 0)
[1] == (1,)
1 in [true]
'a' 'b' "c"
'a' ~ 1 ~ none ~ true ~ 2.0 ~ missing ~ [1, 'x']
1 ~ 2 + 3
1 if true else 2
1 if false else 2
1 if false
(1 if false) is defined
'x' if no else 'y' if yes else 'z'
'a' if n > 5 and not no or zero else 'b'
nothing or empty or 'last'
name and n
yes and no or 'fallback'
[1, 2, 3,]
{'a': 1, 'b': [1, {'c': none}],}
{1: 'one', true: 'two', 1.0: 'three'}
{(1, 2): 'pair'}[(1, 2)]
{[1]: 2}
()
(1,)
(1, 2,)
1, 2
[[], {}, (), '', none]
'line\\nbreak\\ttab \\'quoted\\' \\"double\\" \\\\ \\x41 \\u00e9 \\U0001F600 \\101 \\q'
'line\\nbreak' | list
['\\n\\t\\x00\\x7f', 'é', '\\u200b', '\\xa0', '😀', "it's", '"', 'both \\' and "']
nested.a.b[1].c
nested['a']['b'][0]
nested.items
nested['items']
nested['missing']
nested.missing is defined
nested.missing.deeper
nested.missing['deeper']
missing.attribute
missing['item']
missing[0]
missing()
missing + 1
missing == missing
missing == none
missing | default('d')
missing | length
missing | list
missing[1:]
not missing
name.missing
name['missing'] is defined
name[1.5]
name['0']
items['0']
items[none]
items.missing is defined
items[true]
n.missing is defined
nothing.attribute
nothing['a'] is defined
items.append(4)
nested.update({})
nested.pop('a')
nested.get('a')
nested.get('zz')
nested.get('zz', 'dflt')
nested.keys() | list
nested.values() | list
nested.items() | list | length
none_dict.items()
{'a': 1}.items()
{'a': 1}.keys()
{'a': 1}.values()
{'a': 1}.copy()
{'a': 1}.keys() | length
{'a': 1}.items()[0] is defined
items.count(1)
items.index(2)
items.index(9)
people.0.name
people[0].name
people[-1]['name']
people | map(attribute='name') | list
people | map(attribute='name') | join(', ')
people | map(attribute='zz', default='?') | list
people | map(attribute='zz') | list
people | map('length') | list
texts | map('upper') | list
texts | map('replace', 'a', 'o') | join
people | selectattr('role', 'equalto', 'user') | map(attribute='name') | list
people | selectattr('role', '==', 'user') | list | length
people | rejectattr('role', 'eq', 'user') | map(attribute='name') | first
people | selectattr('zz') | list
people | selectattr('zz', 'defined') | list
people | selectattr('age', 'gt', 26) | map(attribute='name') | list
people | selectattr('age') | list | count
people | map(attribute='name') | sort | list
people | sort(attribute='name') | map(attribute='name') | list
people | sort(attribute='name', case_sensitive=true) | map(attribute='name') | list
people | sort(attribute='role,age') | map(attribute='name') | list
people | sort(attribute='age', reverse=true) | map(attribute='name') | list
people | sum(attribute='age')
people | join(' ', attribute='name')
people | max(attribute='age')
people | min(attribute='age')
people | unique(attribute='role') | map(attribute='name') | list
items | select('odd') | list
items | select('>', 1) | list
items | reject('in', [1, 2]) | list
items | reject('lessthan', 2) | list
items | sum(start=10)
items | sort(reverse=true)
texts | sort
texts | sort(case_sensitive=true)
texts | unique | list
texts | unique(case_sensitive=true) | list
texts | max
texts | max(case_sensitive=true)
[1, 1.0, true, 2] | unique | list
['a', 1] | sort
[[2, 'b'], [1, 'c'], [2, 'a']] | sort
{'b': 1, 'A': 3, 'c': 2} | dictsort
{'b': 1, 'A': 3, 'c': 2} | dictsort(true)
{'b': 1, 'A': 3, 'c': 2} | dictsort(by='value')
{'b': 1, 'A': 3, 'c': 2} | dictsort(false, 'value', true)
{'b': 1, 'A': 3, 'c': 2} | dictsort(by='other')
{'a': 1, 'b': 2} | items | list
{'a': 1, 'b': 2} | list
{'a': 1, 'b': 2} | first
{'a': 1, 'b': 2} | last
{'a': 1, 'b': 2} | length
{'a': 1, 'b': 2} | join
{'a': 1} == {'a': 1.0}
{'a': 1, 'b': 2} == {'b': 2, 'a': 1}
(1, 2) + (3,)
items + [4]
items * 2
2 * items
'ab' * 3
3 * 'ab'
'ab' * -1
items[::-1]
items[::2]
items[1:]
items[:-1]
items[-1:]
items[5:]
items[::-1][0]
items[::0]
items['a':]
(1, 2, 3)[1:]
range(5)[::2] | list
range(5) | list
range(1, 10, 3) | list
range(5, 0, -2) | list
range(0)
range(3) | length
range(2) | list + [9]
range(100001)
dict(a=1, b='x')
dict({'a': 1}, b=2)
dict([['a', 1], ('b', 2)])
dict([['a', 1, 2]])
namespace(a=1).a
namespace({'b': 2}, a=1).b
namespace(a=1).c is defined
namespace(a=1).c
'%d' | string
3.14159 | round(2)
2.5 | round
3.5 | round
-2.5 | round
2.675 | round(2)
1234.5678 | round(-2)
1250 | round(-2)
2.1 | round(method='ceil')
2.9 | round(0, 'floor')
2.15 | round(1, 'ceil')
7 | round
2.5 | int
-2.5 | int
'12abc' | int
'12abc' | int(5)
'-12' | int
' 1_000 ' | int
'1.9' | int
'inf' | int
'3.5' | float
'abc' | float
'abc' | float(1.5)
'.5' | float
'5.' | float
true | int
none | int
[] | int
-5 | abs
-5.5 | abs
'a-b c' | title
"they're bill's" | title
"they're bill's".title()
'hELLO wORLD' | capitalize
'ß' | upper
'ǆ'.title()
'ΑΣ'.lower()
'straße' | length
'😀é' | length
'😀é'[0]
'😀é'[::-1]
'😀é' | list
'😀é'.find('é')
'a,b,,c'.split(',')
'a,b,,c'.split(',', 2)
'a,b,,c'.rsplit(',', 1)
'a,b'.split('')
'<think>\\nreason\\n</think>\\n\\nanswer'.split('</think>')[-1].lstrip('\\n')
'<think>\\nreason\\n</think>answer'.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n')
'aXbXc'.replace('X', '--')
'aaa'.replace('aa', 'b')
'a' in 'abc'
'd' not in 'abc'
1 in 'abc'
missing in 'abc'
'a' in missing
'a' in nothing
'a' in 5
'a' in {'a': 1}
[1] in {'a': 1}
[1] in [[1], [2]]
'a' in ('a', 'b')
none in [none]
'content' in people[0]
'name' in people[0]
name is defined and name is string
name is not defined
missing is not defined
name is string and not name is mapping
nested is mapping
nested.a.b is sequence
none is none
n is divisibleby(7)
n is divisibleby 0
3 is in [1, 2, 3]
3 is not in [1, 2, 3]
n is eq(7)
n is not eq 7
strftime_now is defined
strftime_now('%d %b %Y')
strftime_now('%Y-%m-%d %H:%M:%S %A %a %B %y %j %I %p %% %f')
raise_exception is defined
raise_exception('refused')
name | tojson
'</script> & "q" é 😀 \\u2028' | tojson
'</script> é 😀' | tojson(ensure_ascii=true)
nested | tojson
nested | tojson(indent=4)
nested | tojson(indent='\t')
nested | tojson(indent=0)
nested | tojson(sort_keys=true)
nested | tojson(separators=(',', ':'))
nested | tojson(indent=2, separators=(' ,', ' : '))
[] | tojson(indent=2)
{} | tojson(indent=2)
{'a': [], 'b': {}} | tojson(indent=2)
{1: 2, none: 3, true: 4, 2.5: 5} | tojson
(1, 2) | tojson
[1.0, 1e20, 1e-7, -0.0] | tojson
missing | tojson
range(2) | tojson
items | map('string') | tojson
'a\nb\n\nc' | indent
'a\nb\n\nc' | indent(2, true)
'a\nb\n\nc' | indent(2, blank=true)
'a\nb' | indent('> ')
'a' | indent(first=true)
none | string
[1, none] | string | length
'a' | default
none | default('x')
none | default('x', true)
none | default(default_value='x', boolean=true)
'' | d('e', true)
'a.b' | replace('.', '')
12345 | replace(3, 'x')
'aaa' | replace('a', 'b', 2)
'xxaxx' | trim('x')
12 | trim
[3, 1] | first
[] | first
[] | first is defined
[] | last is defined
'' | first is defined
'abc' | first
'abc' | last
'abc' | reverse
'abc' | join('.')
[1, [2]] | join(',')
'abc' | list
(items | select('odd')) | length
items | select('odd') is iterable
items | select('odd') is sequence
items | map('string') | first
items | join(d='; ')
items | join('; ', 'bad', 'arguments')
name | upper | lower | length
name | trim | upper ~ '!'
-1 | abs
- n | abs
n * -1 | abs
name.upper() | lower
(name | upper).lower()
name.upper().lower().title()
name.format()
name.zfill(9)
name.__class__
name.__class__ is defined
name | nosuchfilter
name is nosuchtest
name.nosuchmethod()
name.strip(1)
name.strip('a', 'b')
name.strip(bad='a')
name | upper(1)
name is defined(1)
true == 1
true + true
true is number
false is integer
yes is boolean
1.0 is float
1 is float
x // 0
n % 0
n / 0
1 < 'a'
none < 1
[] < 1
{} < {}
missing < 1
1 +
(1
[1, 2
{'a' 1}
'unclosed
1 2
a b
.5
1..2
foo(a=1, 2)
foo(*items, *items)
@
name if
not
""".strip("\n").split("\n")

TEMPLATES = [
    "a{# comment #}b", "a {#- c -#} b", "a\n{# c #}\nb", "  {# c #}\nb", "{#", "{# #}#}", "{#-#}x", "{#+ a +#}\nx",
    "{{ 1 }}\n", "{{ 1 }}\n\n", "\n\n", "\n", "", "x\r\ny\rz\n", "{{ 'a\r\nb' }}",
    "  {{ 1 }}  ", "x  {{- 1 -}}  y", "x \n {{- 1 -}} \n y", "{{+ 1 }}", "x {{+ 1 +}} y", "{{ -1 }}", "{{-1 }}", "{{ 1 -}}\n x",
    "{% if true %}\nA\n{% endif %}\nB", "  {% if true %}\n  A\n  {% endif %}\n  B", "x {% if true %} A {% endif %} y",
    "x\n  {%+ if true %}\n  A\n  {%+ endif %}", "{% if true +%}\nA\n{%- endif +%}\nB", "x\n\n  {%- if true -%}\n\n A \n{%- endif -%}\n\n y",
    "\t {% if true %}\t\n A{% endif %}", "{% if true %}\n\nA{% endif %}", "a\n {% if 1 %}{% if 1 %}\n b{% endif %}{% endif %}",
    "{{ 1 }}\n  {% if 1 %}x{% endif %}", "{% if 1 %}  {% if 1 %}x{% endif %}{% endif %}", "{% if 1 %}\n  {% if 1 %}x{% endif %}{% endif %}",
    "{% if 0 %}a{% elif 1 %}b{% else %}c{% endif %}", "{% if 0 %}a{% elif 0 %}b{% else %}c{% endif %}", "{% if a, b %}t{% endif %}",
    "{% if 1: %}x{% endif %}", "{% if %}x{% endif %}", "{% if 1 %}x", "{% endif %}", "{% if 1 %}x{% endfor %}", "{% else %}",
    "{% for i in items %}{{ i }},{% endfor %}", "{% for i in none_list %}x{% else %}empty{% endfor %}", "{% for i in missing %}x{% else %}empty{% endfor %}",
    "{% for i in nothing %}x{% endfor %}", "{% for i in n %}x{% endfor %}", "{% for c in 'añ😀' %}[{{ c }}]{% endfor %}",
    "{% for k in nested %}{{ k }};{% endfor %}", "{% for k, v in nested.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k, v in nested|items %}{{ k }};{% endfor %}",
    "{% for k, v in {'a': 1}|dictsort %}{{ k }}{{ v }}{% endfor %}", "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for (a, b) in [(1, 2)] %}{{ a }}{{ b }}{% endfor %}", "{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}", "{% for a, b in ['xy'] %}{{ b }}{{ a }}{% endfor %}",
    "{% for i in items if i > 1 %}{{ loop.index }}:{{ i }}/{{ loop.length }} {% else %}none{% endfor %}", "{% for i in items if i > 9 %}x{% else %}none{% endfor %}",
    "{% for i in items if i is odd and loop is not defined %}{{ i }}{% endfor %}",
    "{% for i in items %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }} {% endfor %}",
    "{% for i in items %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {% endfor %}", "{% for i in items %}{{ loop.previtem is defined }}{{ loop.nextitem is defined }} {% endfor %}",
    "{% for i in people %}{% if loop.previtem and loop.previtem.role == i.role %}same{% else %}new{% endif %} {% endfor %}",
    "{% for i in items %}{{ loop.cycle('a', 'b') }}{{ loop.changed(i > 1) }}{% endfor %}", "{% for i in items %}{{ loop.nosuch }}{% endfor %}",
    "{% for i in [1, 2] %}{% for j in [3, 4, 5] %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}", "{% for i in items %}{% set loop = 1 %}{% endfor %}",
    "{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% else %}e{% endfor %}",
    "{% for i in [1] %}{% break %}{% else %}e{% endfor %}", "{% for i in [1, 2] %}{% for j in [1, 2] %}{% break %}{% endfor %}{{ i }}{% endfor %}", "{% break %}", "{% continue %}", "{% for i in [1, 2] %}{% continue %}{% else %}e{% endfor %}", "{% for i in [1, 2] %}{% if i == 2 %}{% break %}{% endif %}{% else %}e{% endfor %}",
    "{% for i in [1, 2] recursive %}x{% endfor %}{{ nosuch() }}", "{% for i in items[::-1] %}{{ i }}{{ loop.last }}{% endfor %}", "{% for i in 1, 2 %}{{ i }}{% endfor %}",
    "{% for message in people[::-1] %}{% set index = (people|length - 1) - loop.index0 %}{{ index }}{{ message.name }} {% endfor %}",
    "{% set v = 1 %}{{ v }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set a, b = [1, 2, 3] %}", "{% set (a, b) = 'xy' %}{{ b }}{{ a }}", "{% set a = 1, 2 %}{{ a }}",
    "{% set v = 1 %}{% for i in [1, 2] %}{{ v }}{% set v = v + 1 %}{{ v }}{% endfor %}{{ v }}", "{% for i in [1] %}{% set w = 1 %}{% endfor %}{{ w is defined }}",
    "{% if 1 %}{% set v = 5 %}{% endif %}{{ v }}", "{% if 0 %}{% set v = 5 %}{% endif %}{{ v is defined }}", "{% if 0 %}{% set name = 5 %}{% endif %}{{ name }}", "{% set name = name ~ '!' %}{{ name }}",
    "{% set ns = namespace(found=false, n=0) %}{% for i in items %}{% if i == 1 %}{% set ns.found = true %}{% endif %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.found }}{{ ns.n }}",
    "{% set ns = namespace() %}{% set ns.a, ns.b = 1, 2 %}{{ ns.a }}{{ ns.b }}", "{% set nested.a = 1 %}", "{% set missing.a = 1 %}", "{% set n.a = 1 %}", "{% set true = 1 %}", "{% set 1 = 1 %}", "{% set v %}", "{% set v = %}",
    "{% set v %}a{{ n }}{% endset %}[{{ v }}]", "{% set v | upper | trim %} abc {% endset %}[{{ v }}]", "{% set v %}{% set inner = 1 %}{% endset %}{{ inner is defined }}", "{% set ns = namespace() %}{% set ns.v %}b{% endset %}{{ ns.v }}",
    "{% set v %}x{% endset %}{{ v is string }}{{ v + 'y' }}", "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}", "{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q is defined }}",
    "{% filter upper %}a{{ name }}{% endfilter %}", "{% filter replace('a', 'b') | upper %}aa{% endfilter %}",
    "{% macro m(a, b=2, c='x') %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(c='z', a=0) }}{{ m() }}", "{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}{{ m(none) }}",
    "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{% endmacro %}{{ m(b=1) }}", "{% macro m(a, a2=a) %}{{ a2 }}{% endmacro %}{{ m(3) }}", "{% macro m() %}{{ v }}{% endmacro %}{% set v = 4 %}{{ m() }}",
    "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}", "{% macro m() %}{% set v = 9 %}{% endmacro %}{% set v = 1 %}{{ m() }}{{ v }}", "{% macro m() %} a {% endmacro %}[{{ m() | trim }}]{{ m() is string }}",
    "{% macro m(x) %}<{{ x }}>{% endmacro %}{{ ['a', 'b'] | map('upper') | join(m('-')) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(*[1]) }}{{ m(**{'a': 2}) }}", "{% macro m(a %}x{% endmacro %}", "{% macro m(a=1, b) %}x{% endmacro %}", "{% for i in [1] %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}",
    "{% generation %}a {{ n }}{% endgeneration %}", "x\n  {% generation %}\n  a\n  {% endgeneration %}\ny", "{% generation %}{% set q = 1 %}{% endgeneration %}{{ q is defined }}", "{% generation %}", "{% for i in [1] %}{% generation %}{{ i }}{{ loop.index }}{% endgeneration %}{% endfor %}",
    "{% raw %}{{ x }}{% endraw %}", "{% raw %}\n{{ x }}\n{% endraw %}\ny", "a \n {%- raw -%} \n {% if %} \n {%- endraw -%} \n b", "  {% raw %}x{% endraw %}", "  {% raw %}\n  {% endraw %}\n y", "{% raw %}",
    "{{ '{{ 1 }}' }}", "{{ '{% raise %}' }}", "{{ \"%}\" }}", "{% if '%}' == '%}' %}x{% endif %}", "{{ {'a': {'b': 1}}}}", "{{ {'a': 1}['a'] }}", "{{ [1, 2][0]}}",
    "{{ 1", "{% if 1", "{{ }}", "{{ 1 }", "{{ 1 %}", "{% nosuchtag %}", "{% %}", "{{ 'a' 'b' }}", "{ {n} } {n}% {%%", "{{ n }}}}", "a }} b %} c",
    "{% do items %}", "{{ name | safe }}", "{{ name | upper | safe }}", "line 1\nline 2 {{ missing.x }}", "{{ n,\n  x }}",
    "{{ [1,\n 2,\n 3] }}\n{% set x = {\n 'a': 1,\n 'b': 2\n} %}\n{{ x }}", "{%- set x = 1 -%}\n  {{ x }}\n  {%- if x -%}\n y\n{%- endif %}\n", "{% set s = items | select('odd') %}{% for i in s %}{{ i }}{% endfor %}|{% for i in s %}{{ i }}{% endfor %}",
    "{% set s = items | map('string') %}{{ s | first }}{{ s | list }}", "{{ people | map(attribute='name') | list | length == 3 }}", "{% for p in people | selectattr('role', 'equalto', 'user') %}{{ loop.index }}{{ p.name }}{{ loop.last }}{% endfor %}",
]


# What works in Python and is refused here, rather than imitated: unusual methods, printing a range,
# complex numbers, and tags that the end of the template cuts off.
REFUSED_HERE = {
    "{{ name.format() }}", "{{ name.zfill(9) }}", "{{ name.__class__ }}", "{{ name.__class__ is defined }}",
    "{{ (range(3)) is lower }}", "{{ (range(3)) is upper }}", "{{ minus ** x }}", "{#", "{% raw %}",
}


def is_refused_here(source, text):
    prints_range = "range(" in source and re.search(r"range\(\d+, \d+\)", text, re.IGNORECASE)
    return source in REFUSED_HERE or bool(prints_range)


def all_sources():
    sources = ["{{ %s }}" % line for line in EXPRESSIONS]
    sources += ["{{ (%s) | %s }}" % (value, name) for value in VALUES for name in PLAIN_FILTERS]
    sources += ["{{ (%s) is %s }}" % (value, test) for value in VALUES for test in TESTS]
    sources += [
        "{{ %s%s }}" % (value, method if method.startswith("[") else "." + method)
        for value in ["name", "empty", "words", "unicode", "lines"]
        for method in METHODS
    ]
    sources += [
        "{{ %s %s %s }}" % (left, operator, right)
        for operator in OPERATORS
        for left in OPERANDS
        for right in OPERANDS
        if not (operator == "%" and left in ("name", "'ab'"))
    ]
    return list(dict.fromkeys(sources + TEMPLATES))
