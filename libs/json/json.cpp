#include "json/json.h"

#include <set>
#include <vector>

namespace erp::json {
namespace {

// Builds nothing: walks the text once and says what nlohmann's own parser would let pass.
class StrictnessCheck : public nlohmann::json_sax<Value> {
 public:
  Message problem;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }

  bool start_object(std::size_t) override { return Enter(); }
  bool key(string_t& name) override {
    if (keys_.back().insert(name).second) return true;
    problem = Message("the key \"{}\" occurs twice in one object", name.substr(0, 64));
    return false;
  }
  bool end_object() override { return Leave(); }
  bool start_array(std::size_t) override { return Enter(); }
  bool end_array() override { return Leave(); }

  bool parse_error(std::size_t position, const std::string&, const Value::exception&) override {
    problem = Message("not JSON: error at byte {}", position);
    return false;
  }

 private:
  bool Enter() {
    if (keys_.size() >= static_cast<std::size_t>(kMaxDepth)) {
      problem = Message("nested deeper than {} levels", kMaxDepth);
      return false;
    }
    keys_.emplace_back();
    return true;
  }
  bool Leave() {
    keys_.pop_back();
    return true;
  }

  std::vector<std::set<std::string>> keys_;
};

Error Malformed(const Message& problem) {
  return {ErrorCode::kInvalid, "malformed-json",
          Message("The body is not acceptable JSON: {}.", problem)};
}

}  // namespace

Result<Value> Parse(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") return Malformed("it starts with a byte order mark");
  // The parser underneath takes a NUL byte for the end of the text.
  if (text.find('\0') != text.npos) return Malformed("it contains a NUL byte");
  StrictnessCheck check;
  if (!Value::sax_parse(text, &check)) return Malformed(check.problem);
  return Value::parse(text);
}

std::string Dump(const Value& value) {
  return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

}  // namespace erp::json
