// Makes elements. `properties` are attributes, but `onclick` and the like are listeners.
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null));
  return made;
}

export function button(text, onclick, properties = {}) {
  return element("button", { type: "button", onclick, ...properties }, text);
}

export function field(id, label, properties = {}) {
  return element("div", { class: "field" }, element("label", { for: id }, label), input(id, properties));
}

export function input(id, properties = {}) {
  return element("input", { id, name: id, required: true, ...properties });
}

// A form that is busy while its work is done, so that nothing is sent twice.
export function form(work, ...children) {
  const made = element("form", { class: "form" }, ...children);
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    await whileBusy(event.submitter, () => work(new FormData(made)));
  });
  return made;
}

export async function whileBusy(pressed, work) {
  if (pressed) pressed.disabled = true;
  try {
    await work();
  } finally {
    if (pressed) pressed.disabled = false;
  }
}

export function naira(amount) {
  return new Intl.NumberFormat("en-NG", { style: "currency", currency: "NGN" }).format(amount);
}

export function day(timestamp) {
  return new Intl.DateTimeFormat("en-NG", { dateStyle: "medium", timeStyle: "short" }).format(new Date(timestamp));
}
