package script

import "strings"

// Fence returns the text of a script between lines by which "ecsdisk replay" finds it in
// the log of a test.
func Fence(name, text string) string {
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return "--- script " + name + " ---\n" + text + "--- end of script ---\n"
}

// ShellQuote returns a word, such as the file in "ecsdisk replay FILE", as a shell takes
// it.
func ShellQuote(word string) string {
	if strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == "" && word != "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
