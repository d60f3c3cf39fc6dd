// Package arg judges the arguments of the packages around it.
package arg

import "fmt"

// From0 returns an error when a number of something is less than 0.
func From0(name string, n int) error {
	if n < 0 {
		return fmt.Errorf("explore: %s is %d; expected 0 or more", name, n)
	}
	return nil
}
