// A day, unpacked, and any moment of it. Times are minutes of the day.
const UNKNOWN = 65535, LINGER_MIN = 15;
const PICKUP = 1, CANCELLED = 2;

async function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed.bytes), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const raw = await new Response(stream).arrayBuffer();
  const kinds = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
  const columns = {};
  let from = 0;
  for (const [name, width, length] of packed.layout) {
    columns[name] = new kinds[width](raw, from, length);
    from += width * length;
  }
  return columns;
}

// Columns with moments in minutes; what never came is later than everything.
function dayOf(columns, step) {
  const since = (name) => Float32Array.from(columns[`order_${name}`], (steps, nth) =>
    steps === UNKNOWN ? Infinity : step * (columns.order_placed[nth] + steps));
  const day = {
    ...columns,
    placed: Float32Array.from(columns.order_placed, (steps) => step * steps),
    promised: since("promised"),
    assigned: since("assigned"),
    picked_up: since("picked_up"),
    ended: since("ended"),
    departs: Float32Array.from(columns.leg_departs, (steps) => step * steps),
    rides: Float32Array.from(columns.leg_rides, (steps) => step * steps),
    first: new Uint32Array(columns.courier_legs.length + 1),
  };
  columns.courier_legs.forEach((n, nth) => { day.first[nth + 1] = day.first[nth] + n; });
  return day;
}

// What is to be seen at a moment: couriers by what they do, orders that are open, queues.
function momentOf(day, now, nStores) {
  const nCouriers = day.courier_legs.length;
  const taken = new Uint16Array(nCouriers), carried = new Uint16Array(nCouriers);
  const done = new Uint16Array(nCouriers), queued = new Uint16Array(nStores);
  const open = [], lost = [];
  for (let nth = 0; nth < day.placed.length && day.placed[nth] <= now; nth++) {
    const courier = day.order_courier[nth], ended = day.ended[nth] <= now;
    const gone = ended || day.picked_up[nth] <= now;
    if (courier !== UNKNOWN) {
      if (ended) done[courier]++;
      else if (gone) carried[courier]++;
      else if (day.assigned[nth] <= now) taken[courier]++;
    }
    if (!gone) queued[day.order_store[nth]]++;
    if (!ended && !(day.order_kind[nth] & PICKUP)) open.push(nth);
    const cancelled = (day.order_kind[nth] & (CANCELLED | PICKUP)) === CANCELLED;
    if (cancelled && ended && now - day.ended[nth] < LINGER_MIN) lost.push(nth);
  }
  return { now, taken, carried, done, queued, open, lost };
}

// Where a courier is, in parts of the map; nothing before its first way and after its last.
function placeOf(day, courier, now) {
  const from = day.first[courier], to = day.first[courier + 1];
  if (to === from || now < day.departs[from]) return null;
  let low = from, high = to - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (day.departs[middle] <= now) low = middle;
    else high = middle - 1;
  }
  const gone = now - day.departs[low], rides = day.rides[low];
  if (low === to - 1 && gone > rides + LINGER_MIN) return null;
  const x = low === from ? day.courier_x[courier] : day.leg_x[low - 1];
  const y = low === from ? day.courier_y[courier] : day.leg_y[low - 1];
  const share = rides > 0 ? Math.min(1, gone / rides) : 1;
  return [x + share * (day.leg_x[low] - x), y + share * (day.leg_y[low] - y)];
}
