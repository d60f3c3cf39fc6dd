package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"example.com/ecsdisk/properties"
	"example.com/ecsdisk/properties/explore"
	"example.com/ecsdisk/properties/explore/pace"
	"example.com/ecsdisk/properties/explore/scope"
)

// certificateBegins is how the file of a certificate begins.
const certificateBegins = "ecsdisk certificate "

// certify writes or verifies a certificate.
func certify(c *cobra.Command, s scope.Scope, flags exploreFlags) error {
	out, progress := c.OutOrStdout(), newProgress(c.ErrOrStderr())
	err := flags.certify(c.Context(), out, s, flags.options(progress), progress)
	_, violated := errors.AsType[*properties.Violation](err)
	switch {
	case violated || errors.Is(err, explore.ErrMismatch):
		fmt.Fprintf(out, "%s: %v\n", paletteOf(out).red("not green"), err)
		return red
	case errors.Is(err, pace.ErrUnfinished):
		return notJudged(out, "%s: %s", s.Name, strings.TrimPrefix(err.Error(), "explore: "))
	}
	return err
}

func (f *exploreFlags) certify(ctx context.Context, out io.Writer, s scope.Scope, o explore.Options, progress progress) error {
	if f.certificate != "" {
		if err := renewable(f.certificate, certificateBegins); err != nil {
			return misuse{err}
		}
		certificate, err := explore.Certify(ctx, s, o)
		progress.finish()
		if err != nil {
			return err
		}
		fmt.Fprint(out, certificate)
		return renew(f.certificate, certificate.String(), certificateBegins)
	}
	text, err := os.ReadFile(f.verify)
	if err != nil {
		return err
	}
	certificate, err := explore.ParseCertificate(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", f.verify, err)
	}
	err = certificate.Verify(ctx, s, o)
	progress.finish()
	if err == nil {
		fmt.Fprintf(out, "%s: %s\n", paletteOf(out).green("verified"), f.verify)
	}
	return err
}
