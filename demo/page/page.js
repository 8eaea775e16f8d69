// @ts-check
/**
 * @import { Account, Name } from '../ledger.ts'
 * @import { LineSettings, StageState } from '../stage.ts'
 */

/** @type {Name[]} */
const PEOPLE = ['alice', 'bruno'];

/** @type {StageState | undefined} */
let state;

for (const name of PEOPLE) {
  const controls = /** @type {DocumentFragment} */ (template().content.cloneNode(true));
  for (const control of controls.querySelectorAll('[data-set]')) {
    control.addEventListener(control instanceof HTMLInputElement ? 'change' : 'click', () =>
      set(name, control),
    );
    control.addEventListener('input', () => showValue(name, /** @type {HTMLInputElement} */ (control)));
  }
  controls.querySelector('[data-cut]')?.addEventListener('click', () => ask({ do: 'cut', name }));
  sectionOf(name).querySelector('h2')?.after(controls);
}

const server = /** @type {HTMLButtonElement} */ (find(document, '#server'));
server.addEventListener('click', async () => {
  server.disabled = true;
  await ask({ do: state?.server === 'killed' ? 'start' : 'kill' });
  server.disabled = false;
});

new EventSource('/state').addEventListener('message', ({ data }) => show(JSON.parse(String(data))));

/** @param {Name} name @param {Element} control */
function set(name, control) {
  const now = state?.lines[name];
  if (!now) return;
  const value = control instanceof HTMLInputElement ? Number(control.value) : !now.online;
  void ask({ do: 'set', name, ...now, [String(control.getAttribute('data-set'))]: value });
}

/** @param {Record<string, unknown>} command */
async function ask(command) {
  const query = new URLSearchParams(Object.entries(command).map(([key, value]) => [key, String(value)]));
  await fetch(`/do?${query}`, { method: 'POST' });
}

/** @param {StageState} next */
function show(next) {
  state = next;
  for (const name of PEOPLE) {
    showLine(name, next.lines[name]);
    showAccount(name, next.ledger.accounts[name]);
  }
  for (const promise of /** @type {const} */ (['lost', 'doubled', 'outOfOrder'])) {
    const place = find(document, `[data-promise=${promise}]`);
    write(place, next.ledger[promise]);
    place.parentElement?.classList.toggle('broken', next.ledger[promise] > 0);
  }
  write(server, next.server === 'killed' ? 'Start the server again' : 'Kill the server');
}

/** @param {Name} name @param {LineSettings} line */
function showLine(name, line) {
  const section = sectionOf(name);
  find(section, '[role=switch]').setAttribute('aria-checked', String(line.online));
  write(find(section, '[data-words]'), line.online ? 'Online' : 'Offline');
  for (const key of /** @type {const} */ (['latency', 'loss'])) {
    const input = /** @type {HTMLInputElement} */ (find(section, `[data-set=${key}]`));
    if (document.activeElement !== input) input.value = String(line[key]);
    showValue(name, input);
  }
}

/** @param {Name} name @param {HTMLInputElement} input */
function showValue(name, input) {
  const key = String(input.dataset['set']);
  const words = input.value === '0' ? 'none' : key === 'latency' ? `${input.value} ms` : `${input.value} %`;
  write(find(sectionOf(name), `[data-shows=${key}]`), words);
}

/** @param {Name} name @param {Account} account */
function showAccount(name, account) {
  for (const [count, value] of Object.entries(account)) {
    write(find(document, `[data-account=${name}] [data-count=${count}]`), value);
  }
}

/** Only what is new, so that a screen reader is not told what stays. @param {Element} place @param {string | number} text */
function write(place, text) {
  if (place.textContent !== String(text)) place.textContent = String(text);
}

/** @param {Name} name */
function sectionOf(name) {
  return find(document, `[data-person=${name}]`);
}

function template() {
  return /** @type {HTMLTemplateElement} */ (find(document, '#controls'));
}

/** @param {ParentNode} within @param {string} selector @returns {Element} */
function find(within, selector) {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}
