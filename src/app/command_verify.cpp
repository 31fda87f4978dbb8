// wupian verify: whether an archive, a package or a store is what was written; offline.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/audit_check.hpp"
#include "app/command.hpp"
#include "base/file.hpp"
#include "service/archive_month.hpp"
#include "service/package.hpp"

namespace app {
namespace {

using Json = nlohmann::ordered_json;

struct Call {
    std::string path, keys, work;
    std::string database, exported;  // Of a store.
    bool recompute = false;
    int threads = 2;
};

int64_t count_good(std::vector<service::FileCheck> const& files) {
    int64_t out = 0;
    for (auto const& file : files) out += file.state == service::FileState::holds ? 1 : 0;
    return out;
}

/// Files that do not hold, and how many do.
Json files_json(std::vector<service::FileCheck> const& files) {
    Json out = {{"holds", count_good(files)}, {"others", Json::array()}};
    for (auto const& file : files)
        if (file.state != service::FileState::holds)
            out["others"].push_back(
                {{"path", file.path}, {"state", service::file_state_text(file.state)}});
    return out;
}

std::string files_text(Context const& context, std::vector<service::FileCheck> const& files,
                       std::string const& head) {
    std::string out = context.text(head, {{"good", std::to_string(count_good(files))},
                                          {"all", std::to_string(files.size())}}) +
                      "\n";
    for (auto const& file : files)
        if (file.state != service::FileState::holds)
            out += "  " +
                   context.text("file_" + std::string(service::file_state_text(file.state)),
                                {{"path", file.path}}) +
                   "\n";
    return out;
}

std::string seals_text(Context const& context, std::vector<service::SealCheck> const& seals) {
    std::string out;
    for (auto const& check : seals)
        out += context.text("seal_" + std::string(domain::seal_state_text(check.state)),
                            {{"role", context.text("role_" + check.seal.role)},
                             {"name", check.known_as.empty() ? check.seal.name : check.known_as},
                             {"at", check.seal.at},
                             {"key", check.seal.key_id}}) +
               "\n";
    return out;
}

Json seals_json(std::vector<service::SealCheck> const& seals) {
    Json out = Json::array();
    for (auto const& check : seals)
        out.push_back({{"role", check.seal.role},
                       {"name", check.seal.name},
                       {"known_as", check.known_as},
                       {"key", check.seal.key_id},
                       {"at", check.seal.at},
                       {"state", domain::seal_state_text(check.state)}});
    return out;
}

/// A folder for judging again, removed with the object.
class WorkFolder {
public:
    explicit WorkFolder(std::string const& given) : path_(given), own_(given.empty()) {
        if (!own_) return;
        char const* const base = std::getenv("TMPDIR");
        path_ = std::string(base == nullptr ? P_tmpdir : base) + "/wupian_verify_XXXXXX";
        if (mkdtemp(path_.data()) == nullptr) path_.clear();
    }
    ~WorkFolder() {
        if (own_ && !path_.empty()) (void)base::remove_all(path_);
    }
    WorkFolder(WorkFolder const&) = delete;
    WorkFolder& operator=(WorkFolder const&) = delete;
    std::string const& path() const { return path_; }

private:
    std::string path_;
    bool own_;
};

std::string check_text(Context const& context, service::ArchiveCheck const& check) {
    std::string out = context.text("archive_of", {{"month", check.month},
                                                  {"organisation", check.organisation},
                                                  {"at", check.made_at},
                                                  {"digest", check.digest}}) +
                      "\n";
    if (!check.fault.empty())
        out +=
            context.text("archive_fault",
                         {{"reason", service::label("error." + check.fault, context.language())}}) +
            "\n";
    out += files_text(context, check.files, "archive_files");
    out += seals_text(context, check.seals);
    for (std::string const& role : check.roles_missing)
        out += context.text("role_missing", {{"role", context.text("role_" + role)}}) + "\n";
    if (check.own_keys) out += context.text("own_keys") + "\n";
    return out;
}

void verify_archive(Context& context, Call const& call, domain::KeyRegister const* keys) {
    auto const check = service::verify_archive(call.path, keys);
    if (!check) return context.fail(check.error(), 1);
    bool whole = check->is_whole();
    std::vector<service::FileCheck> again;
    if (call.recompute) {
        WorkFolder const work(call.work);
        auto recomputed =
            service::recompute_archive(call.path, work.path() + "/again", call.threads);
        if (!recomputed) return context.fail(recomputed.error(), 1);
        again = std::move(*recomputed);
        whole = whole && count_good(again) == int64_t(again.size());
    }
    context.exit_code = whole ? 0 : 1;
    if (context.json) {
        Json out = {{"kind", "archive"},
                    {"whole", whole},
                    {"fault", check->fault},
                    {"month", check->month},
                    {"organisation", check->organisation},
                    {"made_at", check->made_at},
                    {"digest", check->digest},
                    {"files", files_json(check->files)},
                    {"seals", seals_json(check->seals)},
                    {"roles_missing", check->roles_missing},
                    {"own_keys", check->own_keys}};
        if (call.recompute) out["recomputed"] = files_json(again);
        return print(out.dump(2) + "\n");
    }
    std::string text = check_text(context, *check);
    if (call.recompute) text += files_text(context, again, "archive_again");
    std::string const last = context.text(whole ? "verified_whole" : "verified_not_whole");
    print(text + last + "\n");
}

void verify_package(Context& context, Call const& call, domain::KeyRegister const* keys) {
    static domain::KeyRegister const none;
    auto const check = service::verify_package(call.path, keys == nullptr ? none : *keys);
    if (!check) return context.fail(check.error(), 1);
    context.exit_code = check->is_whole() ? 0 : 1;
    service::PackageHead const& head = check->head;
    if (context.json)
        return print(Json({{"kind", "package"},
                           {"whole", check->is_whole()},
                           {"package", head.id},
                           {"of", head.kind},
                           {"from", head.from},
                           {"organisation", head.organisation},
                           {"to", head.to},
                           {"recipient", head.recipient},
                           {"made_at", head.made_at},
                           {"month", head.month},
                           {"digest", check->digest},
                           {"files", files_json(check->files)},
                           {"seals", seals_json(check->seals)}})
                         .dump(2) +
                     "\n");
    std::string text = context.text("package_of", {{"kind", head.kind},
                                                   {"from", head.from},
                                                   {"organisation", head.organisation},
                                                   {"to", head.to},
                                                   {"recipient", head.recipient},
                                                   {"at", head.made_at},
                                                   {"id", head.id}}) +
                       "\n" + files_text(context, check->files, "archive_files") +
                       seals_text(context, check->seals);
    if (check->own_word_only)
        text += context.text("role_missing", {{"role", context.text("role_sender")}}) + "\n";
    print(text + context.text(check->is_whole() ? "verified_whole" : "verified_not_whole") + "\n");
}

void run(Context& context, Call const& call) {
    if (!call.database.empty() || is_of_store(call.path))
        return check_of_store(context, {call.path, call.database}, call.exported);
    std::optional<domain::KeyRegister> keys;
    if (!call.keys.empty()) {
        auto const text = base::read_file(call.keys, 16 << 20);
        if (!text) return context.fail(text.error());
        auto parsed = domain::KeyRegister::parse(*text, call.keys);
        if (!parsed) return context.fail(parsed.error());
        keys = std::move(*parsed);
    }
    domain::KeyRegister const* const given = keys ? &*keys : nullptr;
    if (service::is_package(call.path)) return verify_package(context, call, given);
    verify_archive(context, call, given);
}

}  // namespace

void add_verify(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("verify", context.help("verify"));
    auto call = std::make_shared<Call>();
    command->add_option("path", call->path, context.help("verify_path"))->required();
    command->add_option("--database", call->database, context.help("store_database"));
    command->add_option("--export", call->exported, context.help("verify_export"));
    command->add_option("--keys", call->keys, context.help("verify_keys"));
    command->add_flag("--recompute", call->recompute, context.help("verify_recompute"));
    command->add_option("--work", call->work, context.help("verify_work"));
    command->add_option("--threads", call->threads, context.help("report_threads"));
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
