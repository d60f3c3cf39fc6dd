package ecsapi

import "strings"

// defaultRegion is the region of a world that nobody has named.
const defaultRegion = "cn-hangzhou"

// region returns the region that the world is: that of the options, or else that which
// the first request named. A client goes by the region that it is shown, so another
// than its own would have it ask the real service.
func (s *Server) region() string {
	if s.options.Region != "" {
		return s.options.Region
	}
	if s.named != "" {
		return s.named
	}
	return defaultRegion
}

// zone returns the zone of what was created without one.
func (s *Server) zone() string {
	if s.options.Zone != "" {
		return s.options.Zone
	}
	return s.region() + "-a"
}

// nameRegion takes note of the region that a request names.
func (s *Server) nameRegion(r *request) {
	if s.named == "" {
		s.named = regionOf(r)
	}
}

// regionOf returns the region that a request names, empty if it names none.
func regionOf(r *request) string {
	name := r.get("RegionId")
	if len(name) > 64 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	return name
}
