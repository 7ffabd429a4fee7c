// Places on the earth: points in degrees of WGS 84, distances in metres. Plain values; thread-safe
// functions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace erp {

struct GeoPoint {
  double latitude = 0;   // -90 to 90
  double longitude = 0;  // -180 to 180

  friend bool operator==(const GeoPoint&, const GeoPoint&) = default;
};

// Along the surface of the earth, taken as a sphere: wrong by 0.5 % at most.
double DistanceM(const GeoPoint& a, const GeoPoint& b);

struct GeoCircle {
  GeoPoint centre;
  double radius_m = 0;  // 1 to 100,000

  [[nodiscard]] bool Has(const GeoPoint& point) const {
    return DistanceM(centre, point) <= radius_m;
  }
};

// "37.5665,126.9780,150; 35.1,129.0,80": latitude, longitude, metres; blank: none. Nothing when one
// cannot be read or is out of its limits.
std::optional<std::vector<GeoCircle>> ParseGeoCircles(std::string_view text);

}  // namespace erp
