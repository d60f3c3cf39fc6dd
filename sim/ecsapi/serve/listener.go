package serve

import (
	"crypto/tls"
	"io"
	"net"
	"sync"
)

// Listener returns a listener on which TLS and plain connections come in on one port:
// the first byte tells. Without a configuration a connection that begins with TLS is
// closed at once, for no client should wait for an answer to that.
func Listener(l net.Listener, config *tls.Config) net.Listener { return &listener{l, config} }

type listener struct {
	net.Listener
	config *tls.Config
}

func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, config: l.config}, nil
}

// conn is a connection of which the first read tells what it is. Until then nothing is
// written: the client of HTTP speaks first.
type conn struct {
	net.Conn
	config *tls.Config
	once   sync.Once
	over   net.Conn // what it is spoken over; nil where that cannot be
}

// tlsHandshake is the first byte of a TLS connection.
const tlsHandshake = 0x16

func (c *conn) Read(p []byte) (int, error) {
	var err error
	c.once.Do(func() { err = c.tell() })
	switch {
	case err != nil:
		return 0, err
	case c.over == nil:
		return 0, io.EOF
	}
	return c.over.Read(p)
}

// tell reads the first byte.
func (c *conn) tell() error {
	first := make([]byte, 1)
	if _, err := io.ReadFull(c.Conn, first); err != nil {
		return err
	}
	plain := &resumed{c.Conn, first}
	switch {
	case first[0] != tlsHandshake:
		c.over = plain
	case c.config != nil:
		c.over = tls.Server(plain, c.config)
	}
	return nil
}

func (c *conn) Write(p []byte) (int, error) {
	if c.over == nil {
		return 0, io.ErrClosedPipe
	}
	return c.over.Write(p)
}

func (c *conn) Close() error {
	if c.over != nil {
		return c.over.Close()
	}
	return c.Conn.Close()
}

// resumed is a connection of which the first bytes have been read.
type resumed struct {
	net.Conn
	first []byte
}

func (c *resumed) Read(p []byte) (int, error) {
	if len(c.first) == 0 {
		return c.Conn.Read(p)
	}
	n := copy(p, c.first)
	c.first = c.first[n:]
	return n, nil
}
