<?php
/**
 * The widget's words.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Every text of `assets/widget/strings.js` in the language of the page, so that translation plugins reach it. A test
 * holds the two together.
 */
final class Widget_Strings {

	/**
	 * The texts by the widget's keys.
	 *
	 * @return array<string, string>
	 */
	public static function all(): array {
		return array(
			/* translators: {shop} is filled in by the widget; keep it as written. */
			'title'                  => __( 'Chat with {shop}', 'deskhand' ),
			'assistant'              => __( 'AI assistant', 'deskhand' ),
			'you'                    => __( 'You', 'deskhand' ),
			'staff'                  => __( 'Support team', 'deskhand' ),
			'ai_notice'              => __( 'You are chatting with an AI assistant. It can make mistakes.', 'deskhand' ),
			'privacy'                => __( 'Privacy', 'deskhand' ),
			'close'                  => __( 'Close chat', 'deskhand' ),
			'new_conversation'       => __( 'New conversation', 'deskhand' ),
			'log_label'              => __( 'Conversation', 'deskhand' ),
			'message_label'          => __( 'Your message', 'deskhand' ),
			'placeholder'            => __( 'Ask a question…', 'deskhand' ),
			'send'                   => __( 'Send', 'deskhand' ),
			'stop'                   => __( 'Stop answering', 'deskhand' ),
			/* translators: {count}, {limit} are filled in by the widget; keep them as written. */
			'count'                  => __( '{count} of {limit} characters', 'deskhand' ),
			'talk_to_person'         => __( 'Talk to a person', 'deskhand' ),
			'talk_to_person_message' => __( 'I would like to talk to a person.', 'deskhand' ),
			'suggestions'            => __( 'Suggested questions', 'deskhand' ),
			'sources'                => __( 'Sources', 'deskhand' ),
			'thinking'               => __( 'One moment…', 'deskhand' ),
			'reconnecting'           => __( 'Connection lost. Trying again…', 'deskhand' ),
			'stopped'                => __( 'You stopped this answer.', 'deskhand' ),
			'helpful'                => __( 'This helped', 'deskhand' ),
			'not_helpful'            => __( 'This did not help', 'deskhand' ),
			'reason_label'           => __( 'What was missing? (optional)', 'deskhand' ),
			'reason_send'            => __( 'Send feedback', 'deskhand' ),
			'thanks'                 => __( 'Thank you for telling us.', 'deskhand' ),
			'ticket_title'           => __( 'Ask our team', 'deskhand' ),
			'ticket_intro'           => __( 'Nothing is sent until you press the button.', 'deskhand' ),
			'ticket_subject'         => __( 'Subject', 'deskhand' ),
			'ticket_body'            => __( 'What should we look into?', 'deskhand' ),
			'ticket_open'            => __( 'Open a ticket', 'deskhand' ),
			/* translators: {id} is filled in by the widget; keep it as written. */
			'ticket_opened'          => __( 'Ticket {id} is open. We will write to you.', 'deskhand' ),
			'handed_off'             => __( 'We asked a person to take over.', 'deskhand' ),
			/* translators: {hours} is filled in by the widget; keep it as written. */
			'handed_off_hours'       => __( 'People answer: {hours}', 'deskhand' ),
			/* translators: {count} is filled in by the widget; keep it as written. */
			'handed_off_queue'       => __( 'Before you: {count}.', 'deskhand' ),
			'away'                   => __( 'Nobody of our team is in at the moment.', 'deskhand' ),
			/* translators: {time} is filled in by the widget; keep it as written. */
			'away_until'             => __( 'We are back {time}.', 'deskhand' ),
			/* translators: {name} is filled in by the widget; keep it as written. */
			'with_person'            => __( 'You are talking to {name}.', 'deskhand' ),
			'with_assistant'         => __( 'Our AI assistant answers again.', 'deskhand' ),
			'delivered'              => __( 'Delivered', 'deskhand' ),
			'approval_title'         => __( 'Please confirm', 'deskhand' ),
			'approval_agree'         => __( 'Confirm', 'deskhand' ),
			'approval_decline'       => __( 'No', 'deskhand' ),
			'approval_waits'         => __( 'Our team has to agree first. You will read here or by e-mail what came of it.', 'deskhand' ),
			'contact_title'          => __( 'Leave us a message', 'deskhand' ),
			'contact_intro'          => __( 'Write to us and we will answer by e-mail.', 'deskhand' ),
			'contact_name'           => __( 'Your name', 'deskhand' ),
			'contact_email'          => __( 'Your e-mail address', 'deskhand' ),
			'contact_message'        => __( 'Your message', 'deskhand' ),
			'contact_send'           => __( 'Send message', 'deskhand' ),
			'contact_received'       => __( 'Thank you. We have your message and will write to you.', 'deskhand' ),
			'form_failed'            => __( 'That did not work. What you wrote is still here; please try again.', 'deskhand' ),
			'sending'                => __( 'Sending…', 'deskhand' ),
			'connection_lost'        => __( 'The connection was lost.', 'deskhand' ),
			'refused'                => __( 'Something went wrong. Please try again.', 'deskhand' ),
			'history_missing'        => __( 'Earlier messages can’t be shown right now.', 'deskhand' ),
			'retry'                  => __( 'Try again', 'deskhand' ),
			'leave_message'          => __( 'Leave a message', 'deskhand' ),
			/* translators: {number} is filled in by the widget; keep it as written. */
			'order'                  => __( 'Order {number}', 'deskhand' ),
			'order_total'            => __( 'Total', 'deskhand' ),
			'order_date'             => __( 'Ordered', 'deskhand' ),
			'order_eta'              => __( 'Expected', 'deskhand' ),
			/* translators: {provider} is filled in by the widget; keep it as written. */
			'order_track'            => __( 'Track with {provider}', 'deskhand' ),
			'order_view'             => __( 'View order', 'deskhand' ),
			'launcher'               => __( 'Chat with us', 'deskhand' ),
			'launcher_unread'        => __( 'Chat with us, conversation open', 'deskhand' ),
			'launcher_failed'        => __( 'The chat could not be loaded. Try again.', 'deskhand' ),
		);
	}
}
