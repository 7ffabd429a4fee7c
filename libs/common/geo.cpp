#include "common/geo.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <system_error>

namespace erp {
namespace {

constexpr double kEarthRadiusM = 6'371'009;
constexpr double kMaxRadiusM = 100'000;

double Radians(double degrees) { return degrees * std::numbers::pi / 180; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<double> ParseWithin(std::string_view text, double least, double most) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  // Written so that NaN fails it.
  if (!whole || !(number >= least && number <= most)) return std::nullopt;
  return number;
}

std::optional<GeoCircle> ParseCircle(std::string_view text) {
  std::array<std::string_view, 3> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto comma = text.find(',');
    const bool last = i + 1 == parts.size();
    if (last != (comma == std::string_view::npos)) return std::nullopt;
    parts.at(i) = Trimmed(text.substr(0, comma));
    if (!last) text.remove_prefix(comma + 1);
  }
  const auto latitude = ParseWithin(parts[0], -90, 90);
  const auto longitude = ParseWithin(parts[1], -180, 180);
  const auto radius = ParseWithin(parts[2], 1, kMaxRadiusM);
  if (!latitude || !longitude || !radius) return std::nullopt;
  return GeoCircle{{*latitude, *longitude}, *radius};
}

}  // namespace

double DistanceM(const GeoPoint& a, const GeoPoint& b) {
  const double up = std::sin(Radians(b.latitude - a.latitude) / 2);
  const double along = std::sin(Radians(b.longitude - a.longitude) / 2);
  const double chord =
      up * up + std::cos(Radians(a.latitude)) * std::cos(Radians(b.latitude)) * along * along;
  return 2 * kEarthRadiusM * std::asin(std::min(1.0, std::sqrt(chord)));
}

std::optional<std::vector<GeoCircle>> ParseGeoCircles(std::string_view text) {
  std::vector<GeoCircle> circles;
  while (!Trimmed(text).empty()) {
    const auto end = text.find(';');
    const auto circle = ParseCircle(Trimmed(text.substr(0, end)));
    if (!circle) return std::nullopt;
    circles.push_back(*circle);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return circles;
}

}  // namespace erp
