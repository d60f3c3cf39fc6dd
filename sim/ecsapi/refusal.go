package ecsapi

import (
	"fmt"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/sim/ecsapi/internal/wire"
)

// The codes of what this server refuses by itself.
const (
	codeMalformed   = "InvalidParameter" // the documented one; a parameter may have its own
	codeNotModelled = "NotModelled"      // no code of the service: nobody can take it for one
)

// A refusal is an error answer.
type refusal struct {
	status  int
	code    string
	message string
}

func refuse(status int, code, format string, args ...any) *refusal {
	return &refusal{status, code, fmt.Sprintf(format, args...)}
}

// refusalOf returns the refusal of the machine's.
func refusalOf(a model.Answer) *refusal {
	switch {
	case a.NotEnabled: // an id of the world's own choice is always free
		panic("ecsapi: an operation of the API that is not enabled")
	case a.Code == "":
		return nil
	}
	return &refusal{a.Status, a.Code, a.Message}
}

// errorFields are the fields of an error answer, all of them strings: a client of the
// first generation asserts that.
var errorFields = []wire.Field{{Name: "RequestId"}, {Name: "HostId"}, {Name: "Code"}, {Name: "Message"}, {Name: "Recommend"}}

// object returns the refusal as an answer.
func (r *refusal) object(requestID, region string) wire.Object {
	return wire.Object{
		wire.Text(requestID),
		wire.Text("ecs." + region + ".aliyuncs.com"),
		wire.Text(r.code),
		wire.Text(r.message),
		wire.Text("https://error-center.aliyun.com/status/search?Keyword=" + r.code + "&source=PopGw"),
	}
}
