#include "approval-request/store/held_bson.h"

namespace erp::approval_request {

mongo::Document ToBson(const HeldResult& held) {
  mongo::Document bson{{"id", held.id}, {"n", held.result}, {"type", held.type}};
  bson.Add("body", held.body).Add("since", held.since);
  return bson;
}

std::vector<HeldResult> HeldOf(mongo::View bson) {
  std::vector<HeldResult> held;
  if (!bson.Find("held")) return held;
  for (const auto& element : bson.List("held")) {
    const mongo::View one = element.Object();
    held.push_back(
        {one.Text("id"), one.Integer("n"), one.Text("type"), one.Text("body"), one.Time("since")});
  }
  return held;
}

mongo::Document PullOf(const std::vector<std::string>& ids) {
  mongo::Array array;
  for (const auto& id : ids) array.Add(id);
  return mongo::Document{{"held", mongo::Document{{"id", mongo::Document{{"$in", array}}}}}};
}

}  // namespace erp::approval_request
