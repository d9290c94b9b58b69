// Emoji by Slack's short names: the ones casework and everyday chat use, not the whole of Unicode.
// A name that is not here is shown as :name:, as Slack shows a custom emoji it has lost.

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|eyes 👀|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌
negative_squared_cross_mark ❎|outbox_tray 📤|inbox_tray 📥|incoming_envelope 📨|envelope ✉️|email ✉️|mailbox 📫
mailbox_with_mail 📬|postbox 📮|pray 🙏|clap 👏|raised_hands 🙌|wave 👋|ok_hand 👌|muscle 💪|point_right 👉|point_left 👈
point_up ☝️|point_down 👇|raised_hand ✋|hand ✋|handshake 🤝|writing_hand ✍️|tada 🎉|confetti_ball 🎊|heart ❤️|broken_heart 💔
blue_heart 💙|green_heart 💚|yellow_heart 💛|purple_heart 💜|fire 🔥|100 💯|star ⭐|star2 🌟|sparkles ✨|zap ⚡
smile 😄|smiley 😃|grinning 😀|grin 😁|joy 😂|sweat_smile 😅|slightly_smiling_face 🙂|blush 😊|wink 😉|thinking_face 🤔
neutral_face 😐|confused 😕|slightly_frowning_face 🙁|disappointed 😞|cry 😢|sob 😭|angry 😠|rage 😡|sunglasses 😎
hugging_face 🤗|face_with_rolling_eyes 🙄|grimacing 😬|relieved 😌|sleeping 😴|dizzy_face 😵|nauseated_face 🤢|mask 😷
innocent 😇|upside_down_face 🙃|shrug 🤷|facepalm 🤦|scream 😱|heart_eyes 😍|wastebasket 🗑️|put_litter_in_its_place 🚮
bulb 💡|flashlight 🔦|hole 🕳️|construction 🚧|traffic_light 🚥|vertical_traffic_light 🚦|potable_water 🚰|droplet 💧
sweat_drops 💦|ocean 🌊|house 🏠|house_with_garden 🏡|houses 🏘️|derelict_house_building 🏚️|office 🏢|school 🏫|hospital 🏥
classical_building 🏛️|bank 🏦|church ⛪|evergreen_tree 🌲|deciduous_tree 🌳|seedling 🌱|herb 🌿|leaves 🍃|fallen_leaf 🍂
mouse 🐭|rat 🐀|dog 🐶|dog2 🐕|poop 💩|hankey 💩|bird 🐦|car 🚗|red_car 🚗|bus 🚌|truck 🚚|articulated_lorry 🚛|bike 🚲
parking 🅿️|wheelchair ♿|walking 🚶|runner 🏃|children_crossing 🚸|no_entry ⛔|no_entry_sign 🚫|warning ⚠️|exclamation ❗
heavy_exclamation_mark ❗|bangbang ‼️|question ❓|grey_question ❔|sos 🆘|rotating_light 🚨|police_car 🚓|fire_engine 🚒
ambulance 🚑|cop 👮|construction_worker 👷|telephone ☎️|phone ☎️|telephone_receiver 📞|iphone 📱|calling 📲|computer 💻
clipboard 📋|memo 📝|pencil 📝|pencil2 ✏️|page_facing_up 📄|page_with_curl 📃|newspaper 📰|books 📚|book 📖
bookmark 🔖|label 🏷️|pushpin 📌|round_pushpin 📍|world_map 🗺️|compass 🧭|mag 🔍|mag_right 🔎|link 🔗|paperclip 📎
scissors ✂️|file_folder 📁|open_file_folder 📂|card_index 📇|card_index_dividers 🗂️|file_cabinet 🗄️|bar_chart 📊
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|calendar 📆|date 📅|spiral_calendar_pad 🗓️|alarm_clock ⏰
stopwatch ⏱️|timer_clock ⏲️|clock1 🕐|clock3 🕒|clock9 🕘|clock10 🕙|hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚
bell 🔔|no_bell 🔕|loudspeaker 📢|mega 📣|speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|key 🔑|lock 🔒
unlock 🔓|closed_lock_with_key 🔐|hammer 🔨|wrench 🔧|hammer_and_wrench 🛠️|gear ⚙️|broom 🧹|bath 🛁|bed 🛏️|shield 🛡️
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_right_hook ↪️|leftwards_arrow_with_hook ↩️
arrows_counterclockwise 🔄|twisted_rightwards_arrows 🔀|repeat 🔁|arrow_upper_right ↗️|arrow_forward ▶️|double_vertical_bar ⏸️
heavy_plus_sign ➕|heavy_minus_sign ➖|information_source ℹ️|new 🆕|ok 🆗|up 🆙|free 🆓|red_circle 🔴|large_blue_circle 🔵
large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|white_circle ⚪|black_circle ⚫|large_blue_square 🟦
small_blue_diamond 🔹|small_orange_diamond 🔸|white_large_square ⬜|black_large_square ⬛|triangular_flag_on_post 🚩
checkered_flag 🏁|gb 🇬🇧|sunny ☀️|partly_sunny ⛅|cloud ☁️|rain_cloud 🌧️|snowflake ❄️|umbrella ☔|crescent_moon 🌙
coffee ☕|tea 🍵|cake 🍰|birthday 🎂|gift 🎁|trophy 🏆|medal 🏅|camera 📷|frame_with_picture 🖼️|film_frames 🎞️
robot_face 🤖|ghost 👻|see_no_evil 🙈|busts_in_silhouette 👥|bust_in_silhouette 👤|family 👪|baby 👶|older_man 👴|older_woman 👵
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|balance_scale ⚖️|scales ⚖️|ballot_box_with_ballot 🗳️|recycle ♻️|toilet 🚽|shower 🚿
soccer ⚽|swimmer 🏊|evergreen 🌲|moneybag 💰|pound 💷|credit_card 💳|receipt 🧾|package 📦|door 🚪|radio_button 🔘|dart 🎯`;

export const EMOJI = new Map(TABLE.trim().split(/[|\n]/).map((entry) => entry.trim().split(" ")));

/** First in the picker: what co-ordinators and members actually press. */
export const COMMON = ["eyes", "white_check_mark", "outbox_tray", "+1", "pray", "tada", "heart", "smile", "thinking_face", "wave", "warning", "x"];

const ALIASES = new Map([["thumbsup", "+1"], ["thumbsdown", "-1"], ["email", "envelope"], ["phone", "telephone"]]);

/** 👍 and :thumbsup: are one reaction: the name that Slack stores. */
export function canonical(name) {
  return ALIASES.get(name) ?? name;
}

/** The character for a short name (skin tone and all), or null. */
export function character(name) {
  return EMOJI.get(String(name).replace(/::skin-tone-\d$/, "")) ?? null;
}

/** An element for a short name: the character with its name for tooltip and screen reader, or :name:. */
export function emojiNode(name, unicode = null) {
  const glyph = character(name) ?? fromCodePoints(unicode);
  const node = document.createElement("span");
  node.className = glyph ? "emoji" : "emoji-unknown";
  node.title = `:${name}:`;
  node.textContent = glyph ?? `:${name}:`;
  if (glyph) {
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", String(name).replaceAll("_", " "));
  }
  return node;
}

// rich_text carries the code points beside the name ("1f440" or "1f1ec-1f1e7"), so any emoji can be drawn.
function fromCodePoints(unicode) {
  if (!/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(unicode ?? "")) return null;
  const points = unicode.split("-").map((part) => Number.parseInt(part, 16));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

/** Short names that contain the words typed, best first. */
export function searchEmoji(words) {
  const wanted = words.trim().toLowerCase().replaceAll(" ", "_").replaceAll(":", "");
  const names = [...EMOJI.keys()].filter((name) => !ALIASES.has(name));
  if (!wanted) return [...COMMON, ...names.filter((name) => !COMMON.includes(name))];
  return names.filter((name) => name.includes(wanted)).sort((a, b) => a.indexOf(wanted) - b.indexOf(wanted) || a.length - b.length);
}
