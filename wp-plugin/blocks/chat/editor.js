/** The block in the editor: a placeholder; the page itself shows the chat. */
( ( { blocks, element, blockEditor, i18n } ) => {
	blocks.registerBlockType( 'deskhand/chat', {
		edit: () => element.createElement(
			'p',
			blockEditor.useBlockProps(),
			i18n.__( 'The support chat appears here on the page.', 'deskhand' )
		),
		save: () => null,
	} );
} )( window.wp );
