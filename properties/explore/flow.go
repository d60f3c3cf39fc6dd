package explore

import (
	"container/heap"
	"math"
)

// A network is a graph of nodes and arcs through which something flows: as much as an
// arc has room for, at its cost. Arcs come in pairs, each the way back of the other.
type network struct {
	first []int32 // by node: its first arc, or -1
	next  []int32 // by arc: the next of its node
	to    []int32
	room  []int32
	cost  []int32

	potential []int32 // by node: no arc with room costs less than it gains
	distance  []int32 // by node, from the source
	at        []int32 // by node: the first arc that may not be used up

	pace    *pace
	stopped error // why the flow is not the cheapest
}

// unlimited is more than ever flows.
const unlimited = math.MaxInt32 / 2

func newNetwork(nodes int, p *pace) *network {
	f := &network{pace: p,
		first: make([]int32, nodes), potential: make([]int32, nodes),
		distance: make([]int32, nodes), at: make([]int32, nodes),
	}
	for n := range f.first {
		f.first[n] = -1
	}
	return f
}

// add adds an arc and returns it.
func (f *network) add(from, to int, room, cost int32) (arc int) {
	arc = len(f.to)
	f.half(from, to, room, cost)
	f.half(to, from, 0, -cost)
	return arc
}

func (f *network) half(from, to int, room, cost int32) {
	f.next = append(f.next, f.first[from])
	f.first[from] = int32(len(f.to))
	f.to, f.room, f.cost = append(f.to, int32(to)), append(f.room, room), append(f.cost, cost)
}

// flow returns how much flows through an arc.
func (f *network) flow(arc int) int { return int(f.room[arc^1]) }

// cheapest lets as much flow from a source to a sink as can, at the least cost, which it
// returns. It is the primal-dual method: along all paths that are shortest at once, then
// along those that are next.
func (f *network) cheapest(source, sink int) (cost int) {
	for f.stopped == nil && f.shortest(source, sink) {
		for f.stopped == nil && f.levels(source, sink) {
			copy(f.at, f.first)
			cost += int(f.push(source, sink, unlimited)) * int(f.potential[sink]-f.potential[source])
		}
	}
	return cost
}

// shortest sets the potentials to the distances from the source; ok is false when the
// sink is out of reach.
func (f *network) shortest(source, sink int) (ok bool) {
	for n := range f.distance {
		f.distance[n] = unlimited
	}
	f.distance[source] = 0
	queue := &distances{{0, int32(source)}}
	for queue.Len() > 0 {
		if f.stopped = f.pace.did(1); f.stopped != nil {
			return false
		}
		n := heap.Pop(queue).(nodeAt)
		if n.distance > f.distance[n.node] {
			continue
		}
		for arc := f.first[n.node]; arc >= 0; arc = f.next[arc] {
			to := f.to[arc]
			d := n.distance + f.cost[arc] + f.potential[n.node] - f.potential[to]
			if f.room[arc] > 0 && d < f.distance[to] {
				f.distance[to] = d
				heap.Push(queue, nodeAt{d, to})
			}
		}
	}
	if f.distance[sink] == unlimited {
		return false
	}
	for n := range f.potential {
		f.potential[n] += min(f.distance[n], f.distance[sink])
	}
	return true
}

// tight reports whether an arc has room and is on a shortest path.
func (f *network) tight(from int, arc int32) bool {
	return f.room[arc] > 0 && f.cost[arc]+f.potential[from] == f.potential[f.to[arc]]
}

// levels sets the distances to the number of arcs from the source along tight arcs.
func (f *network) levels(source, sink int) (ok bool) {
	for n := range f.distance {
		f.distance[n] = unlimited
	}
	f.distance[source] = 0
	for queue := []int{source}; len(queue) > 0; queue = queue[1:] {
		if f.stopped = f.pace.did(1); f.stopped != nil {
			return false
		}
		n := queue[0]
		for arc := f.first[n]; arc >= 0; arc = f.next[arc] {
			if to := int(f.to[arc]); f.distance[to] == unlimited && f.tight(n, arc) {
				f.distance[to] = f.distance[n] + 1
				queue = append(queue, to)
			}
		}
	}
	return f.distance[sink] < unlimited
}

// push lets flow what can along tight arcs that lead on, and returns how much that is.
func (f *network) push(n, sink int, most int32) (pushed int32) {
	if n == sink {
		return most
	}
	for ; f.at[n] >= 0 && pushed < most; f.at[n] = f.next[f.at[n]] {
		if f.stopped == nil {
			f.stopped = f.pace.did(1)
		}
		if f.stopped != nil {
			return pushed
		}
		arc := f.at[n]
		to := int(f.to[arc])
		if f.distance[to] != f.distance[n]+1 || !f.tight(n, arc) {
			continue
		}
		part := f.push(to, sink, min(most-pushed, f.room[arc]))
		f.room[arc] -= part
		f.room[arc^1] += part
		if pushed += part; pushed == most {
			break
		}
	}
	return pushed
}

type nodeAt struct{ distance, node int32 }

// distances is a heap of nodes, the nearest first.
type distances []nodeAt

func (q distances) Len() int           { return len(q) }
func (q distances) Less(i, j int) bool { return q[i].distance < q[j].distance }
func (q distances) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *distances) Push(n any)        { *q = append(*q, n.(nodeAt)) }
func (q *distances) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
