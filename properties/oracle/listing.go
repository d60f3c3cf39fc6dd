package oracle

import "example.com/ecsdisk/model"

// A listing is what a describe shows, found by id.
type listing struct {
	shown []model.Shown
	one   bool           // it is of one resource, whose id need not be said
	at    map[string]int // where there are many
}

// listingOf returns what a describe shows that has named as many resources.
func listingOf(shown []model.Shown, named int) listing {
	l := listing{shown: shown, one: named == 1 && len(shown) == 1 && shown[0].ID() == ""}
	if len(shown) > 8 {
		l.at = make(map[string]int, len(shown))
		for n := range shown {
			if _, twice := l.at[shown[n].ID()]; !twice {
				l.at[shown[n].ID()] = n
			}
		}
	}
	return l
}

// find returns what is shown first of a resource; nil is nothing.
func (l *listing) find(id string) *model.Shown {
	if l.at != nil {
		if n, ok := l.at[id]; ok {
			return &l.shown[n]
		}
		return nil
	}
	for n := range l.shown {
		if l.one || l.shown[n].ID() == id {
			return &l.shown[n]
		}
	}
	return nil
}
