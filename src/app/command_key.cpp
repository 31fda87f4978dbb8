// wupian key: makes signing keys and shows whose they are.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/key_file.hpp"
#include "base/file.hpp"

namespace app {
namespace {

struct Call {
    std::string kind = "sm2", name, organisation, role, out, pass_file, from, file;
};

base::Result<domain::SigningKey> make_key(Call const& call) {
    auto const kind = TRY(base::parse_key_kind(call.kind));
    auto const phrases = TRY(read_pass_phrases(call.pass_file, 1));
    std::string day = call.from;
    if (day.empty()) {
        auto const now = TRY(instant_or_now(""));
        day = now.substr(0, 10);
    }
    auto const from = base::parse_day(day);
    if (!from) return base::invalid("time_malformed", {.field = "--from"}, {{"value", call.from}});
    for (std::string const& file : {call.out, row_file(call.out)})
        if (base::is_file(file))
            return base::fail(base::ErrorKind::conflict, "output_not_empty", {.file = file});
    auto const key = base::PrivateKey::make(kind);
    auto const pem = TRY(key.to_pem(phrases[0]));
    auto const row =
        domain::register_row(key.public_key(), call.name, call.organisation, call.role, *from);
    std::string const bad = domain::find_control(base::record_of<domain::SigningKey>, &row);
    if (!bad.empty()) return base::invalid("seal_text", {.field = bad});
    std::string csv = base::csv_header(base::record_of<domain::SigningKey>) + "\n";
    base::append_csv_row(csv, base::record_of<domain::SigningKey>, &row);
    mode_t const before = umask(077);
    auto const written = base::write_file(call.out, pem);
    umask(before);
    if (!written) return std::unexpected(written.error());
    TRY_VOID(base::write_file(row_file(call.out), csv));
    return row;
}

/// The row of a private key's file, of a public key in PEM, or the rows of a register.
base::Result<std::vector<domain::SigningKey>> read_rows(std::string const& file) {
    std::string const rows_in = file.ends_with(".csv") ? file : row_file(file);
    std::vector<domain::SigningKey> out;
    auto const text = TRY(base::read_file(base::is_file(rows_in) ? rows_in : file, 1 << 20));
    if (base::is_file(rows_in)) {
        TRY_VOID(domain::KeyRegister::parse(text, rows_in));
        auto values = TRY(base::parse_csv_rows(base::record_of<domain::SigningKey>, text, rows_in));
        for (auto& row : values)
            base::assign(base::record_of<domain::SigningKey>, &out.emplace_back(), std::move(row));
        return out;
    }
    auto const key = TRY(base::PublicKey::from_pem(text));
    out.push_back(domain::register_row(key, "", "", "", base::Day{}));
    return out;
}

void print_rows(Context& context, std::vector<domain::SigningKey> const& rows) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    std::string text;
    for (domain::SigningKey const& row : rows) {
        nlohmann::ordered_json one;
        for (base::Column const& column : base::record_of<domain::SigningKey>.columns)
            one[std::string(column.name)] = base::to_text(column.get(&row));
        all.push_back(one);
        text += context.text("key_row", {{"id", row.key_id},
                                         {"kind", row.kind},
                                         {"name", row.name},
                                         {"organisation", row.organisation},
                                         {"role", row.role}}) +
                "\n";
    }
    print(context.json ? all.dump(2) + "\n" : text);
}

void run_make(Context& context, Call const& call) {
    auto const row = make_key(call);
    if (!row) return context.fail(row.error());
    print_rows(context, {*row});
    if (!context.json)
        print(context.text("key_made", {{"out", call.out}, {"row", row_file(call.out)}}) + "\n");
}

void run_show(Context& context, Call const& call) {
    auto const rows = read_rows(call.file);
    if (!rows) return context.fail(rows.error());
    print_rows(context, *rows);
}

}  // namespace

void add_key(CLI::App& app, Context& context) {
    CLI::App* const key = app.add_subcommand("key", context.help("key"));
    key->require_subcommand(1);
    auto call = std::make_shared<Call>();
    CLI::App* const make = key->add_subcommand("make", context.help("key_make"));
    make->add_option("--kind", call->kind, context.help("key_kind"))
        ->check(CLI::IsMember({"sm2", "ed25519"}))
        ->capture_default_str();
    make->add_option("--name", call->name, context.help("key_name"))->required();
    make->add_option("--organisation", call->organisation, context.help("key_organisation"))
        ->required();
    make->add_option("--role", call->role, context.help("key_role"))->required();
    make->add_option("--from", call->from, context.help("key_from"));
    make->add_option("--out", call->out, context.help("key_out"))->required();
    make->add_option("--pass-file", call->pass_file, context.help("pass_file"));
    add_common_options(*make, context);
    make->callback([&context, call] { run_make(context, *call); });
    CLI::App* const show = key->add_subcommand("show", context.help("key_show"));
    show->add_option("file", call->file, context.help("key_file"))->required();
    add_common_options(*show, context);
    show->callback([&context, call] { run_show(context, *call); });
}

}  // namespace app
