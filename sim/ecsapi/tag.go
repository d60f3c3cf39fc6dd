package ecsapi

import "slices"

// wantedTag is a tag of a request: to be set, or asked for.
type wantedTag struct {
	tag
	n      int
	valued bool // asked for with this value only
}

// maxTags is how many tags a request may have.
const maxTags = 20

// tags returns the tags of a request.
func (c *call) tags() (tags []wantedTag, _ *refusal) {
	for n := range c.args {
		a := &c.args[n]
		var key bool
		switch a.name {
		case "Tag.N.Key", "Tag.N.key":
			key = true
		case "Tag.N.Value", "Tag.N.value":
		default:
			continue
		}
		at := slices.IndexFunc(tags, func(t wantedTag) bool { return t.n == a.n })
		if at < 0 {
			at = len(tags)
			tags = append(tags, wantedTag{n: a.n})
		}
		t := &tags[at]
		if key && t.key != "" || !key && t.valued {
			return nil, a.malformed(a.value, "one of its two spellings only")
		}
		if key {
			t.key = a.value
		} else {
			t.value, t.valued = a.value, true
		}
	}
	for n, t := range tags {
		switch {
		case t.key == "":
			return nil, refuse(400, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match.")
		case slices.ContainsFunc(tags[:n], func(u wantedTag) bool { return u.key == t.key }):
			return nil, refuse(400, "Duplicate.TagKey", "The Tag.N.Key contain duplicate key.")
		}
	}
	if len(tags) > maxTags {
		return nil, refuse(400, "InvalidTagCount", "The specified tags are beyond the permitted range.")
	}
	return tags, nil
}
