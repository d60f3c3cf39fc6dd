// Package suggest finds the word that was meant by one that is unknown. Every error of
// this module about an unknown name ends with what it says.
package suggest

import (
	"slices"
	"strings"
)

// Expected ends what is said of a word that is unknown: it names the word that was
// most likely meant, or else says what all could stand there.
func Expected(word string, among []string, all string) string {
	if near := Nearest(word, among); near != "" {
		return "did you mean " + near + "?"
	}
	return "expected " + all
}

// List is [Expected] where what could stand there is just the words.
func List(word string, among []string) string {
	return Expected(word, among, strings.Join(among, ", "))
}

// shortest is how long a part of a word has to be to stand for it, in bytes.
const shortest = 3

// Nearest returns that of several words which a word is most like: but for its letters'
// case, or a third of them at most. If it is like none, it is the beginning of the only
// one that begins so, or what stands behind a dot in the only one that ends so. Else
// Nearest returns nothing.
func Nearest(word string, among []string) string {
	word = strings.ToLower(word)
	best, least := "", len(word)/3+1
	var parted []string // of which it is a part
	for _, w := range among {
		lower := strings.ToLower(w)
		if n := len(word) - len(lower); max(n, -n) < least { // as many bytes have to go or to come
			if d := distance(word, lower); d < least {
				best, least = w, d
			}
		}
		if (strings.HasPrefix(lower, word) || strings.HasSuffix(lower, "."+word)) && !slices.Contains(parted, w) {
			parted = append(parted, w)
		}
	}
	if best == "" && len(word) >= shortest && len(parted) == 1 {
		return parted[0]
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
