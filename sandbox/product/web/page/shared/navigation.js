export const navigated = new EventTarget();

// Goes to a view; `form` is the form shown in it where there are several.
export function go(address, form = "") {
  const url = address.startsWith("#") ? `/${address}` : address;
  if (location.pathname + location.search + location.hash === url) history.replaceState({ form }, "", url);
  else history.pushState({ form }, "", url);
  navigated.dispatchEvent(new Event("navigated"));
}

export function chosenForm() {
  return history.state?.form ?? "";
}
