package clients

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/utils"
	ecs2 "github.com/alibabacloud-go/ecs-20140526/v7/client"
	"github.com/alibabacloud-go/tea/tea"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"example.com/ecsdisk/model"
	"example.com/ecsdisk/model/book"
	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/script"
)

// A stock SDK calls an action with parameters through the typed request of a stock SDK. It
// returns the HTTP status, the code and the message of a refusal as the SDK has them.
type stock interface {
	call(action string, params map[string]string) (refused, error)
}

// refused is what a refusal tells. The zero refused is success.
type refused struct {
	status        int
	code, message string
}

// A door is what an SDK talks through: a server, or a recorder in front of one.
type door interface {
	http.RoundTripper
	Call(*http.Request, *http.Transport) (*http.Response, error)
}

// sdks are the two stock SDKs in front of a server.
var sdks = map[string]func(*testing.T, door) stock{
	"alibaba-cloud-sdk-go": func(t *testing.T, d door) stock { return sdk1{reflect.ValueOf(newSDK1(t, d))} },
	"ecs-20140526":         func(t *testing.T, d door) stock { return sdk2{reflect.ValueOf(newSDK2(t, d))} },
}

// sdk1 is the first generation.
type sdk1 struct{ client reflect.Value }

func (s sdk1) call(action string, params map[string]string) (refused, error) {
	method := s.client.MethodByName(action)
	if !method.IsValid() {
		return refused{}, fmt.Errorf("the SDK has no %s", action)
	}
	request := reflect.New(method.Type().In(0).Elem())
	rpc := new(requests.RpcRequest)
	request.Elem().FieldByName("RpcRequest").Set(reflect.ValueOf(rpc))
	rpc.InitWithApiInfo("Ecs", "2014-05-26", action, "ecs", "openAPI")
	rpc.Method = requests.POST
	for name, value := range params {
		field := request.Elem().FieldByName(name)
		if !field.IsValid() {
			return refused{}, fmt.Errorf("%s of the SDK has no %s", action, name)
		}
		field.SetString(value) // requests.Boolean and its like are strings
	}
	err, _ := method.Call([]reflect.Value{request})[1].Interface().(error)
	var refusal *sdkerrors.ServerError
	if errors.As(err, &refusal) {
		return refused{refusal.HttpStatus(), refusal.ErrorCode(), refusal.Message()}, nil
	}
	return refused{}, err
}

// newSDK2 returns the second generation's client of a server.
func newSDK2(t *testing.T, server door) *ecs2.Client {
	t.Helper()
	text := func(s string) *string { return &s }
	c, err := ecs2.NewClient(&openapi.Config{
		AccessKeyId: text("id"), AccessKeySecret: text("secret"), RegionId: text("cn-hangzhou"),
		Endpoint: text("ecs.example.com"), Protocol: text("http"), HttpClient: server,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sdk2 is the second generation.
type sdk2 struct{ client reflect.Value }

func (s sdk2) call(action string, params map[string]string) (refused, error) {
	method := s.client.MethodByName(action)
	if !method.IsValid() {
		return refused{}, fmt.Errorf("the SDK has no %s", action)
	}
	request := reflect.New(method.Type().In(0).Elem())
	for name, value := range params {
		field := request.Elem().FieldByName(name)
		if !field.IsValid() {
			return refused{}, fmt.Errorf("%s of the SDK has no %s", action, name)
		}
		field.Set(reflect.New(field.Type().Elem()))
		switch field = field.Elem(); field.Kind() {
		case reflect.Bool:
			b, err := strconv.ParseBool(value)
			if err != nil {
				return refused{}, err
			}
			field.SetBool(b)
		default:
			field.SetString(value)
		}
	}
	err, _ := method.Call([]reflect.Value{request})[1].Interface().(error)
	var refusal *tea.SDKError
	if !errors.As(err, &refusal) {
		return refused{}, err
	}
	_, message, _ := strings.Cut(*refusal.Message, ", ") // code: 403, MESSAGE request id: ID
	message, _, _ = strings.Cut(message, " request id: ")
	return refused{*refusal.StatusCode, *refusal.Code, message}, nil
}

// TestRules makes each call of each rule's script through both SDKs: what a rule refuses
// is an error of the SDK's own, with the rule's code, status and message.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("../../../properties/testdata/rules/*.script")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no scripts of rules: %v", err)
	}
	calls := map[string]int{}
	for name, connect := range sdks {
		for _, file := range files {
			t.Run(name+"/"+strings.TrimSuffix(filepath.Base(file), ".script"), func(t *testing.T) {
				f, err := os.Open(file)
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				s, err := script.Parse(file, f)
				if err != nil {
					t.Fatal(err)
				}
				synctest.Test(t, func(t *testing.T) {
					w := s.World.New(sim.Real{})
					client := connect(t, ecsapi.New(w, ecsapi.Options{}))
					for _, step := range s.Steps {
						time.Sleep(step.At - time.Since(w.Epoch()))
						action := model.ActionOf(step.Op)
						if action.Event() || action.Describe() || action == book.ActionCreateDisk || action == book.ActionCreateInstance {
							w.Do(step.Op)
							continue
						}
						_, params, _ := strings.Cut(step.Op.String(), " ")
						got, err := client.call(action.String(), paramsOf(params))
						want := refused{step.Want.Status, step.Want.Code, step.Want.Message}
						if step.Want.Success() {
							want = refused{}
						} else {
							h := w.History()
							want.message = h.Events[len(h.Events)-1].Answer.Message
						}
						if err != nil || got != want {
							t.Errorf("%s: got %+v, %v; expected %+v", step.Op, got, err, want)
						}
						calls[name]++
					}
				})
			})
		}
	}
	for name := range sdks {
		if calls[name] < len(files) {
			t.Errorf("%s made %d calls for %d rules", name, calls[name], len(files))
		}
	}
}

// paramsOf splits the parameters of an operation, none of which has blanks here.
func paramsOf(text string) map[string]string {
	params := map[string]string{}
	for _, param := range strings.Fields(text) {
		name, value, _ := strings.Cut(param, "=")
		params[name] = value
	}
	return params
}
