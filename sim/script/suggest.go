package script

import (
	"strings"
)

// expected ends what is said of a word that is unknown: it names the word that was
// most likely meant, or else says what all could stand there.
func expected(word string, among []string, all string) string {
	if near := nearest(word, among); near != "" {
		return "did you mean " + near + "?"
	}
	return "expected " + all
}

// nearest returns that of several words which a word is most like, if it is like any:
// but for its letters' case, or a third of them at most.
func nearest(word string, among []string) string {
	word = strings.ToLower(word)
	best, least := "", len(word)/3+1
	for _, w := range among {
		if d := distance(word, strings.ToLower(w)); d < least {
			best, least = w, d
		}
	}
	return best
}

// distance is that of Levenshtein: how many bytes to add, leave out or change to get
// from one word to the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1) // from the part of a so far to each start of b
	for n := range row {
		row[n] = n
	}
	for n := range len(a) {
		diagonal := row[0]
		row[0] = n + 1
		for m := range len(b) {
			change := diagonal
			if a[n] != b[m] {
				change++
			}
			diagonal = row[m+1]
			row[m+1] = min(change, row[m]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
