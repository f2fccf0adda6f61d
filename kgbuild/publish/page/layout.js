/**
 * Places for the boxes of a graph: the same graph gets the same places.
 *
 * Each connected part is laid out by stress majorization (Gansner, Koren and North, "Graph Drawing by Stress
 * Majorization", 2004) from a start by two pivots; then boxes that overlap are pushed apart, and the parts are set
 * side by side.
 * @module
 */

const ROUNDS = 120;
const PUSHES = 300;
const GAP = { x: 34, y: 30 };
const BETWEEN_PARTS = 48;
/** Lengths of shelves to try, in parts of the side that the parts' own area would need. */
const SHELVES = [0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.7, 2];
/** Boxes are wider than high, so places are stretched as much. */
const STRETCH = { x: 1.3, y: 0.8 };

/**
 * The centre of each box.
 * @param {{width: number, height: number}[]} boxes
 * @param {[number, number][]} lines indices of the boxes that each line joins
 * @param {number} [aspect] width to height of the whole, roughly
 * @returns {{x: number, y: number}[]} in the order of the boxes
 */
export function layOut(boxes, lines, aspect = 1.6) {
  const neighbours = boxes.map(() => new Set());
  for (const [one, other] of lines) {
    if (one === other) continue;
    neighbours[one].add(other);
    neighbours[other].add(one);
  }
  const parts = connectedParts(neighbours).map((members) => placePart(members, boxes, neighbours));
  return pack(parts, boxes.length, aspect);
}

function connectedParts(neighbours) {
  const seen = new Set();
  const parts = [];
  neighbours.forEach((_, start) => {
    if (seen.has(start)) return;
    const members = [start];
    seen.add(start);
    for (let next = 0; next < members.length; next += 1) {
      for (const other of neighbours[members[next]]) {
        if (!seen.has(other)) members.push(other);
        seen.add(other);
      }
    }
    parts.push(members.sort((one, other) => one - other));
  });
  return parts;
}

function placePart(members, boxes, neighbours) {
  const sizes = members.map((member) => boxes[member]);
  const distances = allDistances(members, boxes, neighbours);
  const places = start(distances);
  lowerStress(places, distances);
  for (const place of places) {
    place.x *= STRETCH.x;
    place.y *= STRETCH.y;
  }
  pushApart(places, sizes);
  return { members, ...framed(places, sizes) };
}

/** Shortest ways between all members (Floyd and Warshall); lines of wide and of busy boxes are longer. */
function allDistances(members, boxes, neighbours) {
  const index = new Map(members.map((member, position) => [member, position]));
  const distances = members.map(() => new Float64Array(members.length).fill(Infinity));
  members.forEach((member, one) => {
    distances[one][one] = 0;
    for (const neighbour of neighbours[member]) {
      const busy = Math.max(neighbours[member].size, neighbours[neighbour].size);
      const reach = (boxes[member].width + boxes[neighbour].width) / 2;
      distances[one][index.get(neighbour)] = 40 + 0.55 * reach + 24 * Math.sqrt(busy);
    }
  });
  for (const through of distances) {
    const via = distances.indexOf(through);
    for (const from of distances) {
      const first = from[via];
      if (first === Infinity) continue;
      for (let to = 0; to < from.length; to += 1) {
        if (first + through[to] < from[to]) from[to] = first + through[to];
      }
    }
  }
  return distances;
}

/** The start: how far each member is from one end of the part, and from a member far from both its ends. */
function start(distances) {
  const farthest = (row) => row.reduce((best, distance, index) => (distance > row[best] ? index : best), 0);
  const end = farthest(distances[0]);
  const otherEnd = farthest(distances[end]);
  const aside = farthest(distances[end].map((distance, index) => Math.min(distance, distances[otherEnd][index])));
  return [...distances.keys()].map((member) => {
    // Members that are equally far from both would lie in one point: a turn by the golden angle parts them.
    const turn = member * 2.399963;
    return { x: distances[end][member] + 9 * Math.cos(turn), y: distances[aside][member] + 9 * Math.sin(turn) };
  });
}

function lowerStress(places, distances) {
  for (let round = 0; round < ROUNDS; round += 1) {
    places.forEach((place, one) => {
      let [x, y, weights] = [0, 0, 0];
      places.forEach((other, two) => {
        if (one === two) return;
        const wanted = distances[one][two];
        const weight = 1 / (wanted * wanted);
        const [dx, dy] = [place.x - other.x, place.y - other.y];
        const stretch = wanted / (Math.hypot(dx, dy) || 1);
        x += weight * (other.x + dx * stretch);
        y += weight * (other.y + dy * stretch);
        weights += weight;
      });
      if (weights) Object.assign(place, { x: x / weights, y: y / weights });
    });
  }
}

function pushApart(places, sizes) {
  for (let round = 0; round < PUSHES; round += 1) {
    let overlaps = false;
    for (let one = 0; one < places.length; one += 1) {
      for (let two = one + 1; two < places.length; two += 1) {
        overlaps = pushPair(places[one], places[two], sizes[one], sizes[two]) || overlaps;
      }
    }
    if (!overlaps) return;
  }
}

function pushPair(place, other, size, otherSize) {
  const [dx, dy] = [other.x - place.x, other.y - place.y];
  const x = (size.width + otherSize.width) / 2 + GAP.x - Math.abs(dx);
  const y = (size.height + otherSize.height) / 2 + GAP.y - Math.abs(dy);
  if (x <= 0.5 || y <= 0.5) return false;
  const [axis, overlap, apart] = x < y ? ["x", x, dx] : ["y", y, dy];
  const push = (apart < 0 ? -overlap : overlap) / 2;
  place[axis] -= push;
  other[axis] += push;
  return true;
}

/** The places moved so that the part's top left corner is the origin, with the part's size. */
function framed(places, sizes) {
  const left = Math.min(...places.map(({ x }, index) => x - sizes[index].width / 2));
  const top = Math.min(...places.map(({ y }, index) => y - sizes[index].height / 2));
  const moved = places.map(({ x, y }) => ({ x: x - left, y: y - top }));
  return {
    places: moved,
    width: Math.max(...moved.map(({ x }, index) => x + sizes[index].width / 2)),
    height: Math.max(...moved.map(({ y }, index) => y + sizes[index].height / 2)),
  };
}

/** Parts on shelves, of that length among some which lets the whole be shown largest in a frame of this aspect. */
function pack(parts, count, aspect) {
  const ordered = [...parts].sort((one, other) => other.height - one.height || one.members[0] - other.members[0]);
  const area = ordered.reduce((sum, { width, height }) => sum + (width + BETWEEN_PARTS) * (height + BETWEEN_PARTS), 0);
  const widest = Math.max(0, ...ordered.map(({ width }) => width));
  const tried = SHELVES.map((factor) => shelved(ordered, Math.max(widest, factor * Math.sqrt(area * aspect))));
  const size = ({ width, height }) => Math.max(width / aspect, height);
  const best = tried.reduce((found, each) => (size(each) < size(found) ? each : found), tried[0]);
  const places = new Array(count);
  for (const { members, places: own, left, top } of best.parts) {
    members.forEach((member, index) => (places[member] = { x: left + own[index].x, y: top + own[index].y }));
  }
  return places;
}

/** The highest part first, each on the first shelf that has room. */
function shelved(ordered, room) {
  const shelves = [];
  const parts = ordered.map((part) => {
    let shelf = shelves.find(({ filled }) => filled + part.width <= room);
    if (!shelf) {
      const last = shelves.at(-1);
      shelf = { top: last ? last.top + last.height + BETWEEN_PARTS : 0, height: part.height, filled: 0 };
      shelves.push(shelf);
    }
    const left = shelf.filled;
    shelf.filled += part.width + BETWEEN_PARTS;
    return { ...part, left, top: shelf.top + (shelf.height - part.height) / 2 };
  });
  const last = shelves.at(-1) ?? { top: 0, height: 0 };
  return { parts, width: Math.max(0, ...shelves.map(({ filled }) => filled)), height: last.top + last.height };
}
