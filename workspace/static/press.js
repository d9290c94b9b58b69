// A press must reach what it was made on. What is drawn anew between a button's going down and its coming up swallows
// the click: the browser finds no element that saw both. So what would draw anew waits until nothing is pressed.

let down = false;
let waiting = [];

/** A promise of the moment when no pointer is down, and the click that follows a release has been heard. */
export const released = () => (down ? new Promise((go) => waiting.push(go)) : Promise.resolve());

function release() {
  if (!down) return;
  down = false;
  const ready = waiting;
  waiting = [];
  setTimeout(() => ready.forEach((go) => go())); // the click comes with the release, before any timer
}

// A second button brings up a menu of the browser's, which may take the release with it: it presses nothing here.
document.addEventListener("pointerdown", (event) => { down ||= event.button === 0; }, true);
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, release, true);
// Let go of where no event reaches the page: the next movement says that nothing is pressed.
document.addEventListener("pointermove", (event) => event.buttons || release(), true);
