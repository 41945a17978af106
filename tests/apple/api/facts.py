"""Reads apple.api: what `generate` and `compare` both need."""

import re
from dataclasses import dataclass, field


@dataclass
class Method:
    text: str                      # as in Objective-C, from "-" or "+" on
    optional: bool = False
    since: str = ''

    @property
    def selector(self):
        bare = re.sub(r'\((?:[^()]|\([^()]*\))*\)', '', self.text[1:])
        parts = re.findall(r'(\w+):', bare)
        return ''.join(part + ':' for part in parts) if parts else bare.strip()

    @property
    def flat(self):
        """The name in the typings: Objective-C's parts in camel case."""
        parts = self.selector.rstrip(':').split(':')
        return parts[0] + ''.join(part[0].upper() + part[1:] for part in parts[1:])


@dataclass
class Property:
    attributes: list
    type: str
    name: str
    since: str = ''


@dataclass
class Type:
    kind: str                      # class, protocol
    name: str
    parent: str = ''
    protocols: str = ''
    no_init: bool = False
    since: str = ''
    members: list = field(default_factory=list)


@dataclass
class Enum:
    name: str
    prefix: str
    type: str
    values: dict


@dataclass
class Constant:
    type: str
    name: str
    value: str


@dataclass
class Framework:
    name: str
    imports: list
    items: list = field(default_factory=list)


ATTRIBUTE = r'readonly|copy|strong|weak|nullable|getter=\w+'


class Trouble(Exception):
    pass


def read(path):
    frameworks, owner, last = [], None, None
    for number, line in enumerate(open(path, encoding='utf-8'), 1):
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        word, _, rest = line.partition(' ')
        try:
            if word == 'framework':
                name, *imports = rest.split()
                frameworks.append(Framework(name, imports))
            elif word == 'enum':
                head, _, values = rest.partition(':')
                name, kind = head.split()
                name, _, prefix = name.partition('/')
                pairs = (value.split('=') for value in values.split())
                frameworks[-1].items.append(Enum(name, prefix or name, kind, {k: int(v, 0) for k, v in pairs}))
            elif word == 'typedef':
                kind, _, name = rest.rpartition(' ')
                frameworks[-1].items.append(('typedef', kind, name))
            elif word == 'constant':
                kind, name, *value = rest.split()
                frameworks[-1].items.append(Constant(kind, name, value[0] if value else name))
            elif word == 'class':
                match = re.fullmatch(r'(\w+): (\w+)( <[\w, ]+>)?( no-init)?', rest)
                owner = last = Type('class', match[1], match[2], (match[3] or '').strip(), bool(match[4]))
                frameworks[-1].items.append(owner)
            elif word == 'protocol':
                owner = last = Type('protocol', rest)
                frameworks[-1].items.append(owner)
            elif word in '?+-':
                last = Method(rest if word == '?' else line, word == '?')
                owner.members.append(last)
            elif word == '@':
                first, _, typed = rest.partition(' ')
                attributes = first.split(',')
                if not all(re.fullmatch(ATTRIBUTE, a) for a in attributes):
                    attributes, typed = [], rest
                kind, _, name = typed.rpartition(' ')
                last = Property(attributes, kind, name)
                owner.members.append(last)
            elif word == 'since':
                last.since = rest
            else:
                raise Trouble(f'"{word}" is no word of this file')
        except (TypeError, ValueError, AttributeError, IndexError) as error:
            raise Trouble(f'{path}:{number}: cannot be read: {line}') from error
    return frameworks
