package notice

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A judge holds values to a schema: the part of JSON Schema that ours use.
type judge struct{ root map[string]any }

func (j judge) wrong(schema map[string]any, v any, at string) (out []string) {
	for key, is := range schema {
		switch key {
		case "$ref":
			name := strings.TrimPrefix(is.(string), refTo)
			out = append(out, j.wrong(j.root["$defs"].(map[string]any)[name].(map[string]any), v, at)...)
		case "type":
			if got := typeOf(v); got != is {
				out = append(out, fmt.Sprintf("%s is %s and not %s", at, got, is))
			}
		case "enum":
			if !slices.Contains(is.([]any), v) {
				out = append(out, fmt.Sprintf("%s is %v and none of %v", at, v, is))
			}
		case "const":
			if v != is {
				out = append(out, fmt.Sprintf("%s is %v and not %v", at, v, is))
			}
		case "pattern":
			if s, ok := v.(string); ok && !regexp.MustCompile(is.(string)).MatchString(s) {
				out = append(out, fmt.Sprintf("%s is %q, which is not %s", at, s, is))
			}
		case "anyOf":
			out = append(out, j.noneOf(schema, v, at)...)
		case "items":
			list, _ := v.([]any)
			for i, one := range list {
				out = append(out, j.wrong(is.(map[string]any), one, index(at, i))...)
			}
		case "required", "properties", "additionalProperties", "propertyNames":
			out = append(out, j.wrongKeys(key, schema, v, at)...)
		case "$schema", "$defs", "title", "description":
		default:
			out = append(out, "the judge knows no "+key)
		}
	}
	return out
}

func (j judge) noneOf(schema map[string]any, v any, at string) (out []string) {
	for _, branch := range branches(schema) {
		why := j.wrong(branch, v, at)
		if len(why) == 0 {
			return nil
		}
		out = append(out, why...)
	}
	return out
}

func (j judge) wrongKeys(rule string, schema map[string]any, v any, at string) (out []string) {
	has, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	known, _ := schema["properties"].(map[string]any)
	switch rule {
	case "required":
		for _, key := range texts(schema["required"]) {
			if _, ok := has[key]; !ok {
				out = append(out, at+" does not give "+key)
			}
		}
	case "properties":
		for key, is := range known {
			if one, ok := has[key]; ok {
				out = append(out, j.wrong(is.(map[string]any), one, at+"."+key)...)
			}
		}
	case "propertyNames":
		for key := range has {
			out = append(out, j.wrong(schema[rule].(map[string]any), key, at+": a key")...)
		}
	case "additionalProperties":
		for key, one := range has {
			if _, ok := known[key]; ok {
				continue
			}
			if is, ok := schema[rule].(map[string]any); ok {
				out = append(out, j.wrong(is, one, at+"."+key)...)
			} else {
				out = append(out, at+" has no key "+key)
			}
		}
	}
	return out
}

func typeOf(v any) string {
	switch v.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case uint64, int64, int:
		return "integer"
	}
	return fmt.Sprintf("%T", v)
}
