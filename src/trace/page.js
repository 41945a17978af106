/* What the page can do beyond being read: zoom and pan, walk the steps, show one in full, filter by
   call, copy the text, change colours. It adds nothing that comes from the trace as HTML. */
'use strict';
(() => {
  const root = document.documentElement, panel = document.getElementById('panel');
  const ladder = document.querySelector('.ladder'), tools = document.querySelector('.tools');
  const byId = id => document.getElementById(id);
  const BASE = 13, NARROW = 820, MIN = .3, MAX = 4;
  let zoom = 1, chosen = null, entry = null, call = 0, theme = 'auto';
  tools.hidden = false;

  /* Zoom: what is in the middle of the window, or under the pointer, stays there. */
  function zoomTo(value, x = innerWidth / 2, y = innerHeight / 2) {
    value = Math.min(MAX, Math.max(MIN, value));
    const step = document.elementsFromPoint(x, y).map(e => e.closest('.step')).find(e => e);
    const before = (step || ladder).getBoundingClientRect();
    const across = (x - before.left) / before.width;
    zoom = value;
    root.style.setProperty('--zoom', zoom);
    byId('zoom').textContent = Math.round(zoom * 100) + ' %';
    const after = (step || ladder).getBoundingClientRect();
    scrollBy(after.left + across * after.width - x, step ? after.top - before.top : 0);
  }

  function fit() {
    const ems = innerWidth > NARROW ? 84 : 46, room = root.clientWidth - (innerWidth > NARROW ? 42 : 22);
    zoomTo(Math.min(1.6, room / (BASE * ems)));
  }

  addEventListener('wheel', event => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomTo(zoom * Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
  }, {passive: false});

  /* Pan: drag anywhere but on words, which can be selected. */
  let drag = null;
  ladder.addEventListener('pointerdown', event => {
    if (event.button !== 0 || event.pointerType === 'touch' || event.target.closest('i,time,.s span')) return;
    drag = {x: event.clientX, y: event.clientY, moved: false};
  });
  addEventListener('pointermove', event => {
    if (!drag) return;
    const dx = drag.x - event.clientX, dy = drag.y - event.clientY;
    if (!drag.moved && Math.abs(dx) + Math.abs(dy) < 5) return;
    getSelection().removeAllRanges();
    drag = {x: event.clientX, y: event.clientY, moved: true};
    root.style.cursor = 'grabbing';
    scrollBy(dx, dy);
  });
  addEventListener('pointerup', () => {
    root.style.cursor = '';
    setTimeout(() => { drag = null; });
  });

  /* Walking. */
  const shown = step => !call || !step.classList.contains('k') || step.classList.contains('k' + call);

  function neighbour(from, way) {
    const next = way + 'ElementSibling';
    let at = from, list = from.parentElement;
    do {
      at = at[next];
      while (!at && (list = list[next]) && list.tagName === 'OL')
        at = way === 'next' ? list.firstElementChild : list.lastElementChild;
    } while (at && !(at.classList.contains('step') && shown(at)));
    return at;
  }

  function edge(last) {
    const steps = ladder.querySelectorAll('.step');
    const step = steps[last ? steps.length - 1 : 0];
    return !step || shown(step) ? step : neighbour(step, last ? 'previous' : 'next');
  }

  function trouble(way) {
    const all = [...ladder.querySelectorAll('.step.bad,.step.warn')].filter(shown);
    if (!all.length) return;
    const after = chosen ? all.findIndex(step =>
      chosen.compareDocumentPosition(step) & Node.DOCUMENT_POSITION_FOLLOWING) : 0;
    let index = after < 0 ? all.length : after;
    if (way < 0) {
      index = (after < 0 ? all.length : after) - 1;
      if (all[index] === chosen) index--;
    }
    choose(all[(index + all.length) % all.length], true);
  }

  /* One step in full. */
  function element(name, text, kind) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  function button(text, does, label) {
    const made = element('button', text);
    made.type = 'button';
    made.dataset.do = does;
    if (label) made.setAttribute('aria-label', label);
    return made;
  }

  function open(title, sub, lines) {
    const head = element('h2', title), list = element('ul');
    head.append(element('span', sub), button('↑', 'previous', 'the step before'),
      button('↓', 'next', 'the next step'), button('Close', 'close'));
    for (const [name, text, kind] of lines) {
      const line = element('li');
      line.append(element('span', name), element('span', text, kind));
      list.append(line);
    }
    panel.replaceChildren(head, list);
    panel.hidden = false;
    document.body.style.paddingBottom = panel.offsetHeight + 20 + 'px';
  }

  const kindOf = p => p.classList.contains('bad') ? 'bad' : p.classList.contains('warn') ? 'warn' : '';

  /* Of all steps, the tab key stops at one. */
  function enterAt(step) {
    if (entry) entry.removeAttribute('tabindex');
    entry = step;
    if (entry) entry.tabIndex = 0;
  }

  function choose(step, move) {
    if (!step) return;
    if (chosen) chosen.classList.remove('sel');
    chosen = step;
    step.classList.add('sel');
    enterAt(step);
    const gap = step.querySelector('.t span');
    const lines = [...step.querySelectorAll('.l p')].map(p =>
      [p.classList.contains('o') ? 'offhook orders' : 'fact', p.title, kindOf(p)]);
    for (const state of step.querySelectorAll('.s span'))
      lines.push([state.previousSibling ? '' : 'state after it', [...state.childNodes].map(n => n.textContent).join(' '), kindOf(state)]);
    open(step.querySelector('time').textContent + ' s',
      (gap ? gap.textContent + ' after the one before; ' : '') + 'line ' + step.id.slice(1) + ' of the trace', lines);
    step.focus({preventScroll: true});
    const box = step.getBoundingClientRect();
    if (move && (box.top < 100 || box.bottom > innerHeight - panel.offsetHeight))
      scrollBy(0, box.top - (innerHeight - panel.offsetHeight) / 2);
  }

  function close() {
    panel.hidden = true;
    document.body.style.paddingBottom = '';
    if (chosen) chosen.classList.remove('sel');
  }

  function help() {
    open('Keys', '', [['↑ ↓ or k j', 'the step before, the next step'], ['Home End', 'the first step, the last'],
      ['n p', 'next trouble, the one before'], ['← →', 'pan'], ['+ − 0', 'larger, smaller, 100 %; Ctrl and the wheel, too'],
      ['f', 'fit the width'], ['c', 'show one call only'], ['y', 'copy the ladder as text'], ['t', 'colours: auto, dark, light'],
      ['Esc', 'close']]);
  }

  ladder.addEventListener('click', event => {
    const step = event.target.closest('.step');
    if (step && !(drag && drag.moved) && getSelection().isCollapsed) choose(step, false);
  });

  /* One call. The times between steps become those between the steps that are left. */
  const rules = document.head.appendChild(document.createElement('style'));
  const words = ms => ms < 1000 ? '+' + ms + ' ms' : ms < 60000 ? '+' + Math.floor(ms / 100) / 10 + ' s'
    : '+' + Math.floor(ms / 60000) + ' min ' + Math.floor(ms / 1000) % 60 + ' s';

  function filter(value) {
    call = value > 0 ? value : 0;
    document.body.classList.toggle('filtered', call > 0);
    rules.textContent = call ? '.step.k:not(.k' + call + '),.pause{display:none}' : '';
    let before = null;
    for (const step of ladder.querySelectorAll('.step')) {
      const gap = step.querySelector('.t span');
      if (!gap) continue;
      gap.dataset.all = gap.dataset.all || gap.textContent;
    }
    for (const step of ladder.querySelectorAll('.step')) {
      if (!shown(step)) continue;
      const gap = step.querySelector('.t span'), at = Math.round(step.querySelector('time').textContent * 1000);
      if (gap) gap.textContent = !call ? gap.dataset.all : before === null ? '' : words(at - before);
      before = at;
    }
    if (chosen && !shown(chosen)) close();
  }

  /* Colours. */
  function setTheme(value) {
    theme = value;
    if (value === 'auto') delete root.dataset.theme;
    else root.dataset.theme = value;
    tools.querySelector('[data-do=theme] span').textContent = value;
  }

  /* Text. */
  async function copy() {
    const text = document.querySelector('#text pre');
    if (!text) return;
    const told = tools.querySelector('[data-do=copy]');
    let done = true;
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      document.getElementById('text').open = true;
      getSelection().selectAllChildren(text);
      done = document.execCommand('copy');
    }
    told.textContent = done ? 'Copied' : 'Selected: press Ctrl+C';
    setTimeout(() => { told.textContent = 'Copy as text'; }, 2000);
  }

  const actions = {
    in: () => zoomTo(zoom * 1.2), out: () => zoomTo(zoom / 1.2), one: () => zoomTo(1), fit, copy, help, close,
    trouble: () => trouble(1), before: () => trouble(-1),
    next: () => choose(chosen ? neighbour(chosen, 'next') : edge(false), true),
    previous: () => choose(chosen ? neighbour(chosen, 'previous') : edge(true), true),
    first: () => choose(edge(false), true), last: () => choose(edge(true), true),
    enter: () => choose(entry, false), left: () => scrollBy(-120, 0), right: () => scrollBy(120, 0),
    call: () => byId('call') && byId('call').focus(),
    theme: () => setTheme({auto: 'dark', dark: 'light', light: 'auto'}[theme]),
  };
  const keys = {'+': 'in', '=': 'in', '-': 'out', 0: 'one', f: 'fit', y: 'copy', '?': 'help', Escape: 'close',
    n: 'trouble', p: 'before', j: 'next', k: 'previous', ArrowDown: 'next', ArrowUp: 'previous', Home: 'first',
    End: 'last', ArrowLeft: 'left', ArrowRight: 'right', c: 'call', t: 'theme'};

  addEventListener('click', event => {
    const does = event.target.closest('[data-do]');
    if (does) actions[does.dataset.do]();
    else if (event.target.id === 'zoom') zoomTo(1);
  });
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input,pre,.scroll')) return;
    const does = event.key === 'Enter' && event.target === entry ? 'enter'
      : Object.hasOwn(keys, event.key) && keys[event.key];
    if (!does) return;
    event.preventDefault();
    actions[does]();
  });
  if (byId('call')) byId('call').addEventListener('input', event => filter(Number(event.target.value)));
  const troubles = ladder.querySelectorAll('.step.bad,.step.warn').length;
  byId('troubles').hidden = !troubles;
  byId('troubles').firstElementChild.append(' (' + troubles + ')');

  /* #dark, #light; #L12: line 12 of the trace. */
  function follow() {
    const hash = location.hash.slice(1);
    if (hash === 'dark' || hash === 'light') setTheme(hash);
    else if (/^L[0-9]+$/.test(hash)) choose(byId(hash), true);
  }
  addEventListener('hashchange', follow);
  enterAt(ladder.querySelector('.step'));
  if (innerWidth <= NARROW) zoomTo(Math.max(.75, (root.clientWidth - 22) / (BASE * 46)));
  follow();
})();
