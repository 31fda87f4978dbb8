// wupian archive: freezes a finished run with all that it stands on, signed.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/key_file.hpp"
#include "service/archive_month.hpp"

namespace app {
namespace {

struct Call {
    service::ArchiveRequest request;
    std::vector<std::string> keys;
    std::string pass_file, time;
};

void run(Context& context, Call call) {
    auto signers = read_signers(call.keys, call.pass_file);
    if (!signers) return context.fail(signers.error());
    auto const time = instant_or_now(call.time);
    if (!time) return context.fail(time.error());
    call.request.signers = std::move(*signers);
    if (call.request.organisation.empty() && !call.request.signers.empty())
        call.request.organisation = call.request.signers.front().organisation;
    call.request.made_at = *time;
    call.request.day = base::parse_day(time->substr(0, 10)).value_or(base::Day{});
    call.request.language = context.language();
    auto const made = service::make_archive(call.request);
    if (!made) return context.fail(made.error());
    if (context.json)
        return print(nlohmann::ordered_json({{"out", call.request.out},
                                             {"digest", made->digest},
                                             {"files", made->files},
                                             {"bytes", made->bytes},
                                             {"seals", call.request.signers.size()}})
                         .dump(2) +
                     "\n");
    print(context.text("archive_made", {{"out", call.request.out},
                                        {"files", std::to_string(made->files)},
                                        {"bytes", std::to_string(made->bytes)},
                                        {"seals", std::to_string(call.request.signers.size())},
                                        {"digest", made->digest}}) +
          "\n");
}

void run_seal(Context& context, Call const& call) {
    auto const signers = read_signers(call.keys, call.pass_file);
    if (!signers) return context.fail(signers.error());
    auto const time = instant_or_now(call.time);
    if (!time) return context.fail(time.error());
    auto const digest = service::seal_archive(call.request.out, *signers, *time);
    if (!digest) return context.fail(digest.error());
    if (context.json)
        return print(
            nlohmann::ordered_json({{"digest", *digest}, {"seals", signers->size()}}).dump(2) +
            "\n");
    print(context.text("archive_sealed", {{"out", call.request.out},
                                          {"seals", std::to_string(signers->size())},
                                          {"digest", *digest}}) +
          "\n");
}

}  // namespace

void add_seal(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("seal", context.help("seal"));
    auto call = std::make_shared<Call>();
    command->add_option("archive", call->request.out, context.help("seal_archive"))->required();
    command->add_option("--sign", call->keys, context.help("archive_sign"))->required();
    command->add_option("--pass-file", call->pass_file, context.help("pass_file"));
    command->add_option("--time", call->time, context.help("seal_time"));
    add_common_options(*command, context);
    command->callback([&context, call] { run_seal(context, *call); });
}

void add_archive(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("archive", context.help("archive"));
    auto call = std::make_shared<Call>();
    command->add_option("--in", call->request.run, context.help("archive_in"))->required();
    command->add_option("--data", call->request.data, context.help("archive_data"))->required();
    command->add_option("--prior", call->request.prior, context.help("archive_prior"));
    command->add_option("--out", call->request.out, context.help("archive_out"))->required();
    command->add_option("--closings", call->request.closings, context.help("archive_closings"));
    command->add_option("--organisation", call->request.organisation,
                        context.help("archive_organisation"));
    command->add_option("--sign", call->keys, context.help("archive_sign"));
    command->add_option("--pass-file", call->pass_file, context.help("pass_file"));
    command->add_option("--time", call->time, context.help("archive_time"));
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
