package ecsapi

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// A page is the part of a list that is asked for: by its number, or what follows a
// token.
type page struct {
	number, size int
	after        string // the id shown last
	follows      bool
}

const (
	defaultPage = 10
	maxPage     = 100
)

// checkPage holds that there is such a page.
func checkPage(c *call) *refusal {
	for _, name := range []string{"PageNumber", "PageSize", "MaxResults"} {
		most := maxPage
		if name == "PageNumber" {
			most = 1<<31 - 1
		}
		if a := c.arg(name); a != nil && (c.number(name, 0) < 1 || c.number(name, 0) > most) {
			return a.malformed(a.value, "a number from 1 to "+strconv.Itoa(most))
		}
	}
	if a := c.arg("NextToken"); a != nil {
		if _, ok := decodeToken(a.value); !ok {
			return a.malformed(a.value, "the NextToken of an answer")
		}
	}
	return nil
}

func (c *call) page() page {
	p := page{number: c.number("PageNumber", 1), size: c.number("PageSize", defaultPage)}
	p.after, p.follows = decodeToken(c.text("NextToken"))
	if p.follows || c.arg("MaxResults") != nil {
		p.number, p.size = 1, c.number("MaxResults", p.size)
	}
	return p
}

// holds reports whether the page shows all of a list that has this many items.
func (p page) holds(items int) bool { return !p.follows && p.number == 1 && items <= p.size }

// cut returns the part of a sorted list that a page shows, and the token of what
// follows, empty if nothing does.
func cut[ID ~string](p page, all []ID) (part []ID, next string) {
	from := min(int64(p.number-1)*int64(p.size), int64(len(all)))
	if p.follows {
		at, found := slices.BinarySearchFunc(all, p.after, func(id ID, after string) int { return cmp.Compare(string(id), after) })
		if found {
			at++
		}
		from = int64(at)
	}
	to := min(from+int64(p.size), int64(len(all)))
	if part = all[from:to]; part == nil {
		part = []ID{}
	}
	if to < int64(len(all)) {
		next = encodeToken(string(all[to-1]))
	}
	return part, next
}

// A NextToken names the id that was shown last: it stays good whatever comes and goes.

const tokenMark = "after "

func encodeToken(id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(tokenMark + id))
}

func decodeToken(token string) (after string, ok bool) {
	data, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return "", false
	}
	return strings.CutPrefix(string(data), tokenMark)
}

// listed returns the answer of a describe.
func (c *call) listed(name string, items []wire.Object, p page, total int, next string) wire.Object {
	o := wire.Empty(c.action.fields)
	c.put(o, name, wire.Items(items...))
	c.put(o, "PageNumber", wire.Text(strconv.Itoa(p.number)))
	c.put(o, "PageSize", wire.Text(strconv.Itoa(p.size)))
	c.put(o, "TotalCount", wire.Text(strconv.Itoa(total)))
	c.put(o, "NextToken", wire.Text(next))
	return o
}
