// Reads keys for commands that sign.
#include "app/key_file.hpp"

#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"

namespace app {

std::string row_file(std::string const& pem) { return service::key_row_file(pem); }

base::Result<service::HeldKey> read_key_file(std::string const& pem,
                                             std::string const& pass_phrase) {
    return service::read_held_key(pem, pass_phrase);
}

base::Result<std::vector<std::string>> read_pass_phrases(std::string const& file, size_t count) {
    std::vector<std::string> out;
    if (file.empty()) {
        char const* const set = std::getenv("WUPIAN_KEY_PASS");
        if (set == nullptr) return base::invalid("pass_phrase_missing", {});
        out.assign(count, set);
        return out;
    }
    auto const text = TRY(base::read_file(file, 1 << 16));
    for (std::string_view line : base::split(text, '\n'))
        if (!line.empty()) out.emplace_back(line);
    if (out.size() != count) return base::invalid("pass_phrase_missing", {.file = file});
    return out;
}

base::Result<std::vector<service::Signer>> read_signers(std::vector<std::string> const& pems,
                                                        std::string const& pass_file) {
    std::vector<service::Signer> out;
    if (pems.empty()) return out;
    auto const phrases = TRY(read_pass_phrases(pass_file, pems.size()));
    for (size_t i = 0; i < pems.size(); ++i) {
        auto const file = TRY(read_key_file(pems[i], phrases[i]));
        out.push_back({file.row.role, file.row.name, file.row.organisation, file.key});
    }
    return out;
}

base::Result<std::string> instant_or_now(std::string const& given) {
    if (given.empty()) {
        namespace chrono = std::chrono;
        auto const now = chrono::floor<chrono::milliseconds>(chrono::system_clock::now());
        auto const day = chrono::floor<chrono::days>(now);
        chrono::year_month_day const date(day);
        chrono::hh_mm_ss const time(now - day);
        return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()),
                           unsigned(date.month()), unsigned(date.day()), time.hours().count(),
                           time.minutes().count(), time.seconds().count(),
                           time.subseconds().count());
    }
    if (given.size() != 24 || given[10] != 'T' || given[23] != 'Z' ||
        !base::parse_day(given.substr(0, 10)))
        return base::invalid("time_malformed", {.field = "--time"}, {{"value", given}});
    return given;
}

}  // namespace app
