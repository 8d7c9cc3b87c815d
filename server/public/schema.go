package public

import (
	"reflect"
	"strings"
	"time"

	"loupe/models"
)

// schemas are the JSON Schemas (2020-12) of the types that programs are answered with, by name.
type schemas map[string]any

// enum lists the values that a type may have; nil for any.
func enum(t reflect.Type) []string {
	var out []string
	switch t {
	case reflect.TypeFor[models.Outcome]():
		for _, v := range models.Outcomes {
			out = append(out, string(v))
		}
	case reflect.TypeFor[models.PublicationState]():
		out = []string{string(models.Published), string(models.Corrected), string(models.Withdrawn)}
	case reflect.TypeFor[models.FollowUp]():
		for _, v := range models.FollowUps {
			out = append(out, string(v))
		}
	}
	return out
}

// of gives a type's schema; structs are described once and referred to.
func (s schemas) of(t reflect.Type) map[string]any {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Pointer:
		return s.of(t.Elem())
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": s.of(t.Elem())}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case t.Kind() == reflect.Float64:
		return map[string]any{"type": "number", "format": "double"}
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return map[string]any{"type": "integer", "format": "int64"}
	case t.Kind() != reflect.Struct:
		schema := map[string]any{"type": "string"}
		if values := enum(t); values != nil {
			schema["enum"] = values
		}
		return schema
	}
	name := strings.TrimPrefix(t.Name(), "API")
	if _, ok := s[name]; !ok {
		properties, required := map[string]any{}, []string{}
		s[name] = map[string]any{"type": "object"} // so that a type may hold itself
		s.fields(t, properties, &required)
		s[name] = map[string]any{"type": "object", "properties": properties, "required": required}
	}
	return map[string]any{"$ref": "#/components/schemas/" + name}
}

// fields reads the names as encoding/json does; what may be left out isn't required.
func (s schemas) fields(t reflect.Type, properties map[string]any, required *[]string) {
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			s.fields(f.Type, properties, required)
		case name == "-" || !f.IsExported():
		default:
			properties[name] = s.of(f.Type)
			if !strings.Contains(rest, "omitempty") {
				*required = append(*required, name)
			}
		}
	}
}
