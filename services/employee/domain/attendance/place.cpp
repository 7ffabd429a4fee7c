#include "employee/domain/attendance/place.h"

#include <algorithm>
#include <array>

namespace erp::employee {
namespace {

struct NamedFinding {
  PlaceFinding finding;
  const char* name;
};
constexpr std::array kFindings{NamedFinding{PlaceFinding::kUnchecked, ""},
                               NamedFinding{PlaceFinding::kNetwork, "network"},
                               NamedFinding{PlaceFinding::kRadius, "radius"},
                               NamedFinding{PlaceFinding::kOutside, "outside"},
                               NamedFinding{PlaceFinding::kNoPosition, "no-position"},
                               NamedFinding{PlaceFinding::kInaccurate, "inaccurate"}};

bool InOne(const std::vector<IpNetwork>& networks, const std::optional<std::string>& address) {
  const auto parsed = address ? ParseIpAddress(*address) : std::nullopt;
  return parsed && std::any_of(networks.begin(), networks.end(),
                               [&](const IpNetwork& network) { return network.Has(*parsed); });
}

PlaceFinding FindingOf(const PlaceRules& rules, const std::optional<Position>& position) {
  if (rules.circles.empty()) return PlaceFinding::kOutside;
  if (!position) return PlaceFinding::kNoPosition;
  if (position->accuracy_m > rules.max_accuracy_m) return PlaceFinding::kInaccurate;
  const bool near =
      std::any_of(rules.circles.begin(), rules.circles.end(),
                  [&](const GeoCircle& circle) { return circle.Has(position->point); });
  return near ? PlaceFinding::kRadius : PlaceFinding::kOutside;
}

}  // namespace

std::string FindingName(PlaceFinding finding) {
  for (const auto& known : kFindings) {
    if (known.finding == finding) return known.name;
  }
  return "";
}

std::optional<PlaceFinding> ParseFinding(const std::string& name) {
  for (const auto& known : kFindings) {
    if (known.name == name) return known.finding;
  }
  return std::nullopt;
}

PlaceCheck CheckPlace(const PlaceRules& rules,
                      const std::optional<std::string>& address,
                      const std::optional<Position>& position) {
  if (rules.policy == PlacePolicy::kOff) return {};
  if (rules.networks.empty() && rules.circles.empty()) return {};
  if (InOne(rules.networks, address)) return {PlaceFinding::kNetwork, position};
  return {FindingOf(rules, position), position};
}

}  // namespace erp::employee
